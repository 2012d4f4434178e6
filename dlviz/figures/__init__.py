"""Figures: numpy arrays in, Plotly specifications or RGB pictures out. No streamlit, no torch."""
