"""Start page: a map of the course, a timeline of neural networks, and which network is for what."""

import streamlit as st

from dlviz.ui.home import views as home
from dlviz.ui.shared.page import Page

with Page("app.py"):
    st.header("The map of the course", anchor=False)
    home.course_map()

    st.header("How neural networks came, went and came back", anchor=False)
    home.timeline()

    st.header("Which network for what", anchor=False)
    home.specialised_networks()
