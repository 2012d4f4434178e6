"""Words about networks: what they are made of, and the networks that the pages show."""

from dlviz.glossary.word import Word

_SURFACE = {"two_inputs_view": "Surface"}
_DEEPER = {"two_inputs_deeper": True}
_LAYERS = {"architecture_view": "Layer by layer"}
_SOFTMAX = {"digits_view": "Softmax", "digits_source": "a test digit"}
_LITE = {"feature_maps_network": "EfficientNet-Lite0", "feature_maps_view": "All maps"}
_INSIDE = {"photos_view": "Inside ResNet50"}

WORDS = (
    Word(
        "neural network",
        ("neural networks", "network", "networks"),
        "A neural network is a sequence of layers that computes an answer from numbers, with "
        "weights that it has learned from examples.",
        "digits",
    ),
    Word(
        "multilayer network",
        ("multilayer networks", "multilayer", "perceptron", "multilayer perceptron", "MLP"),
        "A multilayer network has several hidden layers, one after the other.",
        "digits",
    ),
    Word(
        "convolutional network",
        ("convolutional networks", "convolutional", "CNN"),
        "A convolutional network finds patterns in pictures with kernels that slide over the whole "
        "picture.",
        "architecture",
        _LAYERS,
    ),
    Word(
        "recurrent network",
        ("recurrent", "recurrent neural network", "RNN"),
        "A recurrent network takes a series of numbers or words one by one and remembers what came "
        "before.",
        "app",
    ),
    Word(
        "transformer",
        ("transformers",),
        "A transformer is a network for language that compares each word with all the others.",
        "app",
    ),
    Word(
        "attention",
        ("attends", "attend"),
        "With attention, a network takes for each word from all other words what matters for it.",
        "app",
    ),
    Word(
        "layer",
        ("layers",),
        "A layer is one step of a network: it gets the output of the layer before and computes new "
        "numbers from it.",
        "architecture",
        _LAYERS,
    ),
    Word(
        "hidden unit",
        ("hidden units", "hidden layer", "hidden layers", "hidden"),
        "A hidden unit lies between the inputs and the outputs of a network, so its number is not "
        "an answer.",
        "two_inputs",
        _SURFACE,
        only_on=("app", "two_inputs", "digits", "digit_training", "architecture"),
    ),
    Word(
        "unit",
        ("units",),
        "A unit computes one number: a weighted sum of its inputs, which then passes through an "
        "activation function.",
        "digits",
        {"digits_view": "One unit", "digits_source": "a test digit"},
    ),
    Word(
        "input",
        ("inputs",),
        "The input of a network or a layer is the list of numbers that it gets.",
        "two_inputs",
        _SURFACE,
    ),
    Word(
        "output",
        ("outputs",),
        "The output of a network or a layer is the list of numbers that it computes.",
        "two_inputs",
        _SURFACE,
    ),
    Word(
        "weight",
        ("weights", "coefficient", "coefficients"),
        "A weight is a learned number by which an input is multiplied.",
        "two_inputs",
        _SURFACE,
    ),
    Word(
        "bias",
        ("biases",),
        "A bias is a learned number that a unit or a filter adds to its weighted sum.",
        "digits",
        {"digits_view": "One unit", "digits_source": "a test digit"},
    ),
    Word(
        "weighted sum",
        ("weighted sums", "weighted mean"),
        "For a weighted sum, each number is multiplied by its weight, and the products are added "
        "up.",
        "two_inputs",
        _SURFACE,
    ),
    Word(
        "parameter",
        ("parameters",),
        "The parameters of a network are all its weights and biases: the numbers that training "
        "changes.",
        "architecture",
        _LAYERS,
    ),
    Word(
        "activation function",
        ("activation functions", "activation", "activations"),
        "An activation function changes the weighted sum of a unit, so that the network can also "
        "compute curved functions.",
        "two_inputs",
        {"two_inputs_view": "Ridges that add up"},
    ),
    Word(
        "linear",
        ("linear model", "linear models", "nonlinear"),
        "A linear function only adds up inputs that are multiplied by fixed numbers, so its graph "
        "is a plane.",
        "two_inputs",
        {"two_inputs_activation": "identity", "two_inputs_view": "Surface"},
    ),
    Word(
        "polynomial",
        ("polynomials",),
        "A polynomial is a sum of products of the inputs, such as X₁² + 3 X₁ X₂.",
        "two_inputs",
        {"two_inputs_activation": "square", "two_inputs_view": "Surface"},
        only_on=("two_inputs",),
    ),
    Word(
        "ReLU",
        ("relus",),
        "ReLU is an activation function that replaces every negative number by 0.",
        "two_inputs",
        {"two_inputs_activation": "ReLU", "two_inputs_view": "Ridges that add up"},
    ),
    Word(
        "sigmoid",
        (),
        "The sigmoid is an activation function that turns every number into a number between 0 "
        "and 1.",
        "two_inputs",
        {"two_inputs_activation": "sigmoid", "two_inputs_view": "Ridges that add up"},
    ),
    Word(
        "tanh",
        (),
        "Tanh is an activation function that turns every number into a number between −1 and 1.",
        "two_inputs",
        {"two_inputs_activation": "tanh", "two_inputs_view": "Ridges that add up"},
    ),
    Word(
        "identity",
        (),
        "The identity is the function that leaves every number unchanged.",
        "two_inputs",
        {"two_inputs_activation": "identity", "two_inputs_view": "Ridges that add up"},
    ),
    Word(
        "softmax",
        (),
        "Softmax turns the logits of a network into probabilities that add up to 1.",
        "digits",
        _SOFTMAX,
    ),
    Word(
        "logit",
        ("logits",),
        "A logit is the output for one class before softmax: the larger it is, the higher is the "
        "probability of its class.",
        "digits",
        _SOFTMAX,
    ),
    Word(
        "exponential",
        (),
        "The exponential of a number z is e to the power of z, where e is about 2.718.",
        "digits",
        _SOFTMAX,
    ),
    Word(
        "probability",
        ("probabilities",),
        "A probability is a number from 0 to 1 that says how strongly the network expects a class.",
        "digits",
        _SOFTMAX,
    ),
    Word(
        "class",
        ("classes",),
        "A class is one of the answers that a network can give, such as a digit or a kind of "
        "animal.",
        "photos",
        {"photos_view": "What is it?"},
    ),
    Word(
        "label",
        ("labels", "labelled"),
        "The label of a picture is the true class, which people have written down.",
        "architecture",
        {"architecture_view": "Train it"},
    ),
    Word(
        "classification",
        ("classify", "classifies", "classified", "classifier", "classifiers", "classifying"),
        "Classification means to choose one of several classes for an input.",
        "photos",
        {"photos_view": "What is it?"},
    ),
    Word(
        "regression",
        (),
        "Regression means to predict a number instead of a class.",
        "two_inputs",
        _DEEPER,
        only_on=("two_inputs",),
    ),
    Word(
        "feature",
        ("features", "feature space"),
        "A feature is a property of the input that a layer computes, such as an edge or a colour.",
        "augmentation",
        {"augmentation_view": "The cloud", "augmentation_space": "in the network's features"},
        only_on=("augmentation", "feature_maps", "transfer", "photos", "architecture", "pooling"),
    ),
    Word(
        "dense layer",
        ("dense layers", "dense"),
        "In a dense layer every unit has a weight for every number of the layer before.",
        "architecture",
        _LAYERS,
    ),
    Word(
        "architecture",
        ("architectures",),
        "The architecture of a network is the list of its layers with their sizes.",
        "architecture",
        _LAYERS,
    ),
    Word(
        "batch-norm",
        ("batch norm", "batch normalisation", "batch-norm layer", "batch-norm layers"),
        "A batch-norm layer brings the numbers of every map to a similar size, which makes "
        "training easier.",
        "transfer",
        {"transfer_view": "Train"},
    ),
    Word(
        "buffer",
        ("buffers",),
        "A buffer is a number of a network that training does not change by the gradient, such as "
        "a mean.",
        "transfer",
        {"transfer_view": "Train"},
        only_on=("transfer",),
    ),
    Word(
        "block",
        ("blocks",),
        "A block is a group of layers that occurs several times in a network.",
        "photos",
        _INSIDE,
        only_on=("photos", "transfer", "feature_maps"),
    ),
    Word(
        "residual",
        ("residual block", "residual blocks", "branch", "branches", "shortcut", "shortcuts"),
        "A residual block adds its result to its own input, which passes by on a shortcut.",
        "photos",
        _INSIDE,
        only_on=("photos", "transfer", "feature_maps"),
    ),
    Word(
        "stem",
        (),
        "The stem is the beginning of a network, before its first block.",
        "feature_maps",
        {**_LITE, "feature_maps_layer": "stem.relu"},
        only_on=("feature_maps", "pooling", "photos", "transfer"),
    ),
    Word(
        "expand",
        (),
        "An expand layer makes more maps out of a few, with filters of a single pixel.",
        "feature_maps",
        {**_LITE, "feature_maps_layer": "stage2.0.expand.relu"},
        only_on=("feature_maps", "pooling", "photos"),
    ),
    Word(
        "depthwise",
        (),
        "A depthwise layer gives every map a filter of its own and does not add maps up.",
        "feature_maps",
        {**_LITE, "feature_maps_layer": "stage2.0.depthwise.relu"},
        only_on=("feature_maps", "pooling", "photos"),
    ),
    Word(
        "ResNet50",
        ("ResNet",),
        "ResNet50 is a network with 50 layers for photos; it was trained on ImageNet.",
        "photos",
        _INSIDE,
    ),
    Word(
        "EfficientNet-Lite0",
        ("EfficientNet",),
        "EfficientNet-Lite0 is a small and fast network for photos; it was trained on ImageNet.",
        "photos",
        {"photos_network": "EfficientNet-Lite0"},
    ),
    Word(
        "LeNet-5",
        ("LeNet",),
        "LeNet-5 is a convolutional network from 1998 that classifies handwritten digits.",
        "architecture",
        {
            "architecture_network": "1x28x28 c6k5p2 tanh avg2 c16k5 tanh avg2 flatten d120 tanh "
            "d84 tanh d10",
            "architecture_view": "Layer by layer",
        },
    ),
    Word(
        "multiplication",
        ("multiply-adds", "multiplications"),
        "The number of multiplications of a layer says how much work it is to compute its output.",
        "architecture",
        _LAYERS,
        only_on=("architecture",),
    ),
)
