"""The page "Photos": controls, views and the network that answers."""
