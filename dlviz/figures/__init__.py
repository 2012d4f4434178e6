"""Figures from numpy arrays: Plotly specifications or RGB pictures, without streamlit and torch."""
