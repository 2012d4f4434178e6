"""dlviz, an app that shows how neural networks work: computations, figures and pages."""
