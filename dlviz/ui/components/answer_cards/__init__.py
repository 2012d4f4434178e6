"""The component `answer_cards`: Python, script and style."""
