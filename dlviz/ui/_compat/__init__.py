"""The one door to what Streamlit and Starlette keep private: README, "Private names"."""
