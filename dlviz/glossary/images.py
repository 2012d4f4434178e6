"""Words about pictures: convolution, pooling, feature maps and augmentation."""

from dlviz.glossary.word import Word

_BY_HAND = {"convolution_view": "By hand"}
_ON_PHOTO = {"convolution_view": "On a photo"}
_POOLING = {"pooling_view": "By hand"}
_MAPS = {"feature_maps_view": "All maps"}
_COPIES = {"augmentation_view": "Copies"}
_NETWORKS_PAGES = ("architecture", "feature_maps", "pooling", "photos", "convolution", "transfer")

WORDS = (
    Word(
        "pixel",
        ("pixels", "megapixels"),
        "A pixel is one point of a picture, with one number for its brightness or three for its "
        "colour.",
        "convolution",
        _ON_PHOTO,
    ),
    Word(
        "channel",
        ("channels", "RGB"),
        "A channel is one of the grids of numbers in a picture, for example its red one.",
        "convolution",
        {**_ON_PHOTO, "convolution_mode": "sum of colours"},
    ),
    Word(
        "convolution",
        ("convolutions", "convolved"),
        "A convolution slides a kernel over a picture and computes a weighted sum at every place.",
        "convolution",
        _BY_HAND,
    ),
    Word(
        "kernel",
        ("kernels",),
        "A kernel is a small grid of weights that slides over a picture.",
        "convolution",
        _BY_HAND,
    ),
    Word(
        "filter",
        ("filters",),
        "A filter has a kernel for each channel of its input; the results are added up to one map.",
        "feature_maps",
        {"feature_maps_view": "One map as a sum"},
    ),
    Word(
        "feature map",
        ("feature maps", "map", "maps"),
        "A feature map holds the responses of one filter at all places of the picture.",
        "feature_maps",
        _MAPS,
        only_on=("feature_maps", "architecture", "pooling", "convolution", "photos"),
    ),
    Word(
        "response",
        ("responses", "respond", "responds", "responded"),
        "The response of a kernel is its weighted sum at one place; it is large where the picture "
        "has the pattern of the kernel.",
        "convolution",
        _ON_PHOTO,
    ),
    Word(
        "stride",
        ("strides",),
        "The stride is the number of cells that a window moves from one place to the next.",
        "pooling",
        {**_POOLING, "pooling_stride": 1},
    ),
    Word(
        "padding",
        ("padded", "pad with zeros"),
        "Padding surrounds a picture with rings of zeros, so that the output gets larger.",
        "convolution",
        {**_BY_HAND, "convolution_padding": 1},
        only_on=("convolution", "architecture", "pooling", "feature_maps"),
    ),
    Word(
        "dilation",
        (),
        "The dilation is the distance of neighbouring weights of a kernel: at 2 it leaves out "
        "every second cell.",
        "convolution",
        {**_BY_HAND, "convolution_rows": 8, "convolution_columns": 8, "convolution_dilation": 2},
    ),
    Word(
        "true convolution",
        ("cross-correlation",),
        "A true convolution turns the kernel upside down and left to right first; networks do not "
        "do that.",
        "convolution",
        {**_BY_HAND, "convolution_flipped": True},
    ),
    Word(
        "matrix",
        ("matrices",),
        "A matrix is a table of numbers with rows and columns.",
        "convolution",
        _BY_HAND,
    ),
    Word(
        "sparse",
        ("sparse matrix",),
        "A sparse matrix is a matrix in which most numbers are 0.",
        "convolution",
        {**_BY_HAND, "convolution_matrix": True},
    ),
    Word(
        "edge",
        ("edges",),
        "An edge is a line in a picture at which the brightness changes.",
        "convolution",
        {**_ON_PHOTO, "convolution_kernel_name": "Sobel, vertical edges"},
        only_on=("app", "convolution", "feature_maps"),
    ),
    Word(
        "Sobel",
        ("Prewitt", "Scharr"),
        "Sobel, Prewitt and Scharr are three kernels for edges; they differ in their weights.",
        "convolution",
        {**_ON_PHOTO, "convolution_kernel_name": "Sobel, vertical edges"},
    ),
    Word(
        "Laplacian",
        (),
        "The Laplacian is a kernel that compares each pixel with the mean of its neighbours.",
        "convolution",
        {**_ON_PHOTO, "convolution_kernel_name": "Laplacian"},
    ),
    Word(
        "blur",
        ("blurred", "blurs", "Gaussian blur", "Gaussian", "box blur"),
        "A blur replaces each pixel by a mean of the pixels around it.",
        "convolution",
        {**_ON_PHOTO, "convolution_kernel_name": "Gaussian blur"},
        only_on=("convolution", "feature_maps", "pooling"),
    ),
    Word(
        "patch",
        ("patches",),
        "A patch is a small piece of a picture.",
        "convolution",
        {"convolution_view": "Learned instead of given"},
    ),
    Word(
        "receptive field",
        ("receptive fields",),
        "The receptive field of a number is the part of the input picture from which it is "
        "computed.",
        "feature_maps",
        _MAPS,
    ),
    Word(
        "pooling",
        ("pool", "pooled", "poolings", "pools"),
        "Pooling replaces every window of a picture by one number.",
        "pooling",
        _POOLING,
    ),
    Word(
        "max pooling",
        (),
        "Max pooling keeps the largest number of every window.",
        "pooling",
        {**_POOLING, "pooling_kind": "max"},
    ),
    Word(
        "average pooling",
        (),
        "Average pooling replaces every window by the mean of its numbers.",
        "pooling",
        {**_POOLING, "pooling_kind": "average"},
    ),
    Word(
        "L2 pooling",
        ("L2",),
        "L2 pooling replaces every window by the root of the sum of its squared numbers.",
        "pooling",
        {**_POOLING, "pooling_kind": "L2"},
        only_on=("pooling",),
    ),
    Word(
        "window",
        ("windows",),
        "A window is the small square of numbers that a kernel or a pooling covers at one place.",
        "pooling",
        _POOLING,
        only_on=("pooling", "convolution", "architecture", "feature_maps"),
    ),
    Word(
        "location invariance",
        ("invariance", "invariant", "location invariant"),
        "Location invariance means that the output stays the same when the object in the picture "
        "moves.",
        "pooling",
        {"pooling_view": "Location invariance"},
    ),
    Word(
        "consistency",
        ("consistent",),
        "The consistency is the share of pictures that keep their class when they are moved by a "
        "few pixels.",
        "pooling",
        {"pooling_view": "Location invariance", "pooling_network": "CIFAR-100 network"},
        only_on=("pooling",),
    ),
    Word(
        "anti-aliasing",
        (),
        "Anti-aliasing blurs a picture before it is made smaller, so that a small shift changes "
        "the result less.",
        "pooling",
        {
            "pooling_view": "Location invariance",
            "pooling_network": "CIFAR-100 network",
            "pooling_comparison": "kinds of pooling",
        },
    ),
    Word(
        "flattening",
        ("flatten", "flattened", "flat"),
        "Flattening writes the numbers of all maps into one long list, in a fixed order.",
        "architecture",
        {"architecture_view": "Flattening"},
        only_on=("app", "architecture", "convolution"),
    ),
    Word(
        "dead",
        (),
        "A dead map has the same number at all places, so it says nothing about this picture.",
        "feature_maps",
        _MAPS,
        only_on=("feature_maps",),
    ),
    Word(
        "Grad-CAM",
        (),
        "Grad-CAM colours the places whose features raise the logit of a class most.",
        "feature_maps",
        {"feature_maps_view": "Where it looked"},
    ),
    Word(
        "normalised",
        ("normalisation", "normalise", "normalises", "normalising"),
        "A normalised picture has been brought to the size, the place and the range of numbers "
        "that the network was trained with.",
        "digits",
        {"digits_view": "Normalisation", "digits_sample": "three in the corner"},
    ),
    Word(
        "augmentation",
        ("augmented", "augment"),
        "Augmentation makes new training pictures from old ones by random changes and keeps the "
        "label.",
        "augmentation",
        _COPIES,
    ),
    Word(
        "copy",
        ("copies",),
        "A copy is a picture with random changes, made by augmentation.",
        "augmentation",
        _COPIES,
        only_on=("augmentation",),
    ),
    Word(
        "shear",
        ("sheared", "shears"),
        "A shear slants a picture: its top moves to the side and its bottom stays.",
        "augmentation",
        {**_COPIES, "augmentation_chain": "shear-30..30"},
    ),
    Word(
        "flip",
        ("flips", "flipped"),
        "A flip shows a picture as a mirror does.",
        "augmentation",
        {**_COPIES, "augmentation_chain": "hflip50"},
        only_on=("augmentation", "transfer", "photos"),
    ),
    Word(
        "crop",
        ("crops", "cropped"),
        "A crop is a part that is cut out of a picture.",
        "augmentation",
        {**_COPIES, "augmentation_chain": "crop40..100"},
    ),
    Word(
        "elastic",
        ("elastic distortion", "elastic distortions"),
        "An elastic change bends a picture in waves, each part in another direction.",
        "augmentation",
        {**_COPIES, "augmentation_chain": "elastic20..60"},
    ),
    Word(
        "framing",
        ("framings",),
        "A framing is the part of a photo that is cut out and shown to the network.",
        "photos",
        {"photos_view": "When does it change its mind?", "photos_change": "Best framing"},
    ),
    Word(
        "MNIST",
        (),
        "MNIST is a collection of 70,000 handwritten digits of 28 × 28 pixels.",
        "digits",
        {"digits_source": "a test digit"},
    ),
    Word(
        "CIFAR-100",
        ("CIFAR",),
        "CIFAR-100 is a collection of 60,000 small photos of 100 classes.",
        "architecture",
        {"architecture_view": "CIFAR-100"},
    ),
    Word(
        "ImageNet",
        (),
        "ImageNet is a collection of more than a million photos of 1,000 classes.",
        "photos",
        {"photos_view": "What is it?"},
    ),
    Word(
        "WordNet",
        (),
        "WordNet is a dictionary that sorts words into groups, such as the birds among the "
        "animals.",
        "photos",
        {"photos_view": "What is it?"},
    ),
)
