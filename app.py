"""Start page: a map of the course, a timeline of neural networks, and which network is for what."""

import streamlit as st

from dlviz.ui.home import views as home
from dlviz.ui.shared import path
from dlviz.ui.shared.page import Page

with Page("app.py"):
    path.show_start()

    st.header("The map of the course", anchor=False)
    home.course_map()

    st.header("The history of neural networks", anchor=False)
    home.timeline()

    st.header("Which type of network for which task", anchor=False)
    home.specialised_networks()
