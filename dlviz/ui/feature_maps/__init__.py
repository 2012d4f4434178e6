"""The page "Feature maps": controls, networks and views."""
