"""Where do I start? The map of the course, how it came about, and which network is used where."""

import streamlit as st

from dlviz.ui.home import views as home
from dlviz.ui.shared.page import Page

with Page("app.py"):
    st.header("The map of the course", anchor=False)
    home.course_map()

    st.header("The history of neural networks", anchor=False)
    home.timeline()

    st.header("Which type of network for which task", anchor=False)
    home.specialised_networks()
