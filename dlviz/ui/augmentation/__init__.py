"""The page "Augmentation": its chain of transforms, its copies and what a network reads."""
