"""A class together."""

from dlviz.ui.shared.page import Page

with Page("pages/classroom.py"):
    from dlviz.ui.classroom import views

    views.show()
