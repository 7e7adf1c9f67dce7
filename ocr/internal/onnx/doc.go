// Package onnx runs convolutional networks stored as ONNX files in pure Go: the
// text detector of package embedded, and networks built of the same operators.
//
// [Load] parses a model, folds what is constant (quantised weights, batch
// normalisation, scalings, activations) into its convolutions and rewrites
// feature pyramids so that no upsampled map is ever built. [Session.Run]
// compiles a plan for each input size: a list of steps over feature maps that
// are stored pixel by pixel, with channels contiguous, and placed by lifetime in
// one arena. All convolutions run through one matrix kernel, in assembly on
// amd64 with AVX2 and FMA and on arm64, in Go elsewhere.
//
// Supported are one image input and one output of one channel, and the operators
// Conv (any kernel, ungrouped or depthwise), ConvTranspose (2x2, stride 2), Relu,
// HardSigmoid, Sigmoid, GlobalAveragePool, Add, Sub, Mul, Div, Clip,
// BatchNormalization, Concat, Resize (nearest, whole factors), Constant and
// DequantizeLinear of constants. Everything else is [ErrUnsupported].
package onnx
