"""Words about results: errors, chance, and how similar two things are."""

from dlviz.glossary.word import Word

_CONFUSION = {"digit_training_view": "Confusion"}
_BY_DIGIT = {"digit_training_view": "By digit"}
_PHOTO_MAP = {"transfer_view": "Result", "transfer_part": "Map of photos"}

WORDS = (
    Word(
        "test error",
        ("test errors", "error rate"),
        "The test error is the share of the test examples for which the answer is wrong.",
        "digit_training",
        _BY_DIGIT,
    ),
    Word(
        "accuracy",
        ("accurate",),
        "The accuracy is the share of examples for which the answer is right.",
        "architecture",
        {"architecture_view": "Train it"},
    ),
    Word(
        "misclassified",
        ("misclassifies", "misclassify"),
        "A misclassified picture gets another class than its true one.",
        "digits",
        {"digits_view": "Mistakes"},
    ),
    Word(
        "confusion matrix",
        ("confusion",),
        "A confusion matrix counts how often each true class gets each answer.",
        "digit_training",
        _CONFUSION,
    ),
    Word(
        "first answer",
        ("first answers", "top answer"),
        "The first answer of a network is the class with the highest probability.",
        "photos",
        {"photos_view": "What is it?"},
    ),
    Word(
        "significant",
        ("significantly",),
        "A difference is significant when chance alone would seldom make it so large.",
        "digit_training",
        _BY_DIGIT,
    ),
    Word(
        "McNemar's test",
        (),
        "McNemar's test compares two models on the same pictures, and uses only those that exactly "
        "one of them classifies correctly.",
        "digit_training",
        _BY_DIGIT,
    ),
    Word(
        "interval",
        ("intervals", "95 % interval", "95 % intervals"),
        "A 95 % interval is a range that contains the true rate in 95 of 100 such experiments.",
        "digit_training",
        _BY_DIGIT,
    ),
    Word(
        "standard deviation",
        ("standard deviations",),
        "The standard deviation says how far numbers usually lie from their mean.",
        "digit_training",
        {"digit_training_view": "50 networks"},
    ),
    Word(
        "variance",
        (),
        "The variance is the square of the standard deviation.",
        "augmentation",
        {"augmentation_view": "The cloud"},
    ),
    Word(
        "median",
        (),
        "The median is the number in the middle when all are put in order.",
        "two_inputs",
        {"two_inputs_view": "Error against K"},
    ),
    Word(
        "histogram",
        (),
        "A histogram shows with bars how many numbers lie in each range.",
        "digit_training",
        {"digit_training_view": "Sizes"},
    ),
    Word(
        "noise",
        ("noisy",),
        "Noise is a random change of numbers that contains no information.",
        "convolution",
        {"convolution_view": "Learned instead of given", "convolution_noise": 0.5},
    ),
    Word(
        "vector",
        ("vectors",),
        "A vector is a list of numbers in a fixed order.",
        "architecture",
        {"architecture_view": "Flattening"},
    ),
    Word(
        "cosine",
        ("cosines",),
        "The cosine of two lists of numbers is 1 if they point in the same direction and 0 if they "
        "have nothing in common.",
        "feature_maps",
        {"feature_maps_view": "Filters"},
        only_on=("feature_maps", "transfer", "pooling", "augmentation"),
    ),
    Word(
        "correlation",
        ("correlations",),
        "The correlation is close to 1 if two lists of numbers rise and fall together, and 0 if "
        "they do not.",
        "pooling",
        {"pooling_view": "On a photo"},
    ),
    Word(
        "principal component",
        ("principal components",),
        "The first principal components are the directions in which points differ most.",
        "augmentation",
        {"augmentation_view": "The cloud"},
    ),
    Word(
        "threshold",
        (),
        "A threshold is a limit: beyond it the answer is another one.",
        "transfer",
        {"transfer_view": "Try it"},
    ),
    Word(
        "near-duplicate",
        ("near-duplicates", "near duplicates"),
        "Near-duplicates are two photos that are almost the same picture.",
        "transfer",
        {"transfer_view": "Photos"},
    ),
    Word(
        "Euclidean",
        ("Euclidean distance", "Euclidean distances"),
        "The Euclidean distance of two lists of numbers is the root of the sum of their squared "
        "differences.",
        "pooling",
        {"pooling_view": "Location invariance"},
    ),
    Word(
        "heatmap",
        ("heatmaps", "heat map"),
        "A heatmap is a table of numbers in which colours show how large they are.",
        "architecture",
        {"architecture_view": "CIFAR-100"},
    ),
)
