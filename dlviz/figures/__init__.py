"""Figures: numpy arrays in, Plotly figures or RGB pictures out. No streamlit, no torch."""
