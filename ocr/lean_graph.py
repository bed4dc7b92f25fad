"""PP-OCR's graphs rewritten for OpenVINO: the same functions of a page, with less to move.

What is read afterwards are the values before the last squashing (sigmoid, softmax): the order is the same, and only few of them are ever
wanted as chances. The pictures are grey, so one channel is enough where the networks were trained on three.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from openvino import Model, PartialShape, Type
from openvino import opset13 as op
from openvino.preprocess import PrePostProcessor

from domain.errors import MissingPartError

Weights = npt.NDArray[np.float32]
_Output = Any  # openvino.Output has no types
_Node = Any

UP_TWICE = ("Add", "ConvolutionBackpropData", "Relu", "Add", "ConvolutionBackpropData")
"""What stands between the detector's features and its sigmoid, last first: two doublings with a bend between."""


def lean_detector(model: Model) -> Model:
    """Grey (n, 1, height, width) in, the map's logits (n, 1, height, width) out."""
    _fold_gates(model)
    _part_stem(model)
    return _grey(model, _at_once(_before(model, "Sigmoid")))


def lean_recognizer(model: Model, *, half: bool) -> Model:
    """Grey (n, 1, height, width) in, logits (n, steps, classes) out: `half` as the bits of bfloat16, else float32."""
    _part_stem(model)
    lean = _grey(model, _before(model, "Softmax"))
    if not half:
        return lean
    steps = PrePostProcessor(lean)
    steps.output().tensor().set_element_type(Type.bf16)
    return steps.build()


def on_grey(model: Model) -> Model:
    """Grey in, the output as it is."""
    return _grey(model, model.get_results()[0].input_value(0))


def _before(model: Model, squashing: str) -> _Output:
    """The values that the model's last node squashes."""
    last = _source(model.get_results()[0].input_value(0)).get_node()
    _expect(last, squashing)
    return last.input_value(0)


def _grey(model: Model, output: _Output) -> Model:
    """The model up to that output, on one channel: the first convolution's weights summed over what were three equal channels."""
    (taker,) = model.get_parameters()[0].output(0).get_target_inputs()
    first = taker.get_node()
    _expect(first, "Convolution")
    weights: Weights = first.input_value(1).get_node().data
    size = model.get_parameters()[0].get_partial_shape()
    picture = op.parameter(PartialShape([size[0], 1, size[2], size[3]]), np.float32, "picture")
    _put(first.output(0), _convolved(first, picture.output(0), weights.sum(1, keepdims=True)))
    return Model([output], [picture], model.get_friendly_name())


def _at_once(logits: _Output) -> _Output:
    """The doublings at the detector's end as pointwise convolutions on its small map, whose channels are then dealt out to pixels.

    Both have a stride as large as their kernel, so that no two pixels of the large map share anything but the pixel below them.
    """
    chain = [_source(logits).get_node()]
    while len(chain) < len(UP_TWICE):
        chain.append(_source(chain[-1].input_value(0)).get_node())
    for node, kind in zip(chain, UP_TWICE, strict=True):
        _expect(node, kind)
    add, up, _, first_add, first_up = chain
    weights, bias = _data(first_up), _data(first_add).ravel()
    last_weights, last_bias = _data(up), _data(add).reshape(1, 1, 1, 1)
    inside, between = weights.shape[:2]
    first = weights.transpose(2, 3, 1, 0).reshape(4 * between, inside, 1, 1)
    last = np.zeros((2, 2, 2, 2, 4, between), np.float32)  # rows of the first and second doubling, columns; place in the first, channel
    for row, column in np.ndindex(2, 2):
        last[row, :, column, :, 2 * row + column] = last_weights[:, 0].transpose(1, 2, 0)
    bent = op.relu(op.add(_pointwise(first_up.input_value(0), first), op.constant(np.tile(bias, 4).reshape(1, -1, 1, 1))))
    planes = op.add(_pointwise(bent.output(0), last.reshape(16, 4 * between, 1, 1)), op.constant(last_bias))
    return op.depth_to_space(planes, "blocks_first", 4).output(0)


def _fold_gates(model: Model) -> None:
    """Write x + x × gate as x × (1 + gate), one pass over the map instead of two."""
    for add in _all(model, "Add"):
        sides = [_source(add.input_value(side)) for side in (0, 1)]
        for kept, other in (sides, sides[::-1]):
            if other.get_node().get_type_name() != "Multiply":
                continue
            factors = [_source(other.get_node().input_value(side)) for side in (0, 1)]
            gates = [factor for factor in factors if factor.get_node().get_type_name() == "HardSigmoid"]
            if kept in factors and gates:
                _put(add.output(0), op.multiply(kept, op.add(gates[0], op.constant(np.float32(1)))).output(0))
                break


def _part_stem(model: Model) -> None:
    """The convolution of the stem's two joined maps as the sum of two: joining them takes longer than reading them."""
    join = next(_all(model, "Concat"), None)
    takers = [] if join is None else list(_takers(join.output(0)))
    if join is None or len(takers) != 1 or takers[0].get_type_name() != "Convolution":
        return
    weights, parts, start = _data(takers[0]), [], 0
    for side in range(join.get_input_size()):
        part = join.input_value(side)
        end = start + part.get_partial_shape()[1].get_length()
        parts.append(_convolved(takers[0], part, np.ascontiguousarray(weights[:, start:end])))
        start = end
    total = parts[0]
    for part in parts[1:]:
        total = op.add(total, part).output(0)
    _put(takers[0].output(0), total)


def _pointwise(source: _Output, weights: Weights) -> _Node:
    return op.convolution(source, op.constant(weights), [1, 1], [0, 0], [0, 0], [1, 1])


def _convolved(like: _Node, source: _Output, weights: Weights) -> _Output:
    """A convolution in the manner of another one, with other weights."""
    how = like.get_attributes()
    keys = ("strides", "pads_begin", "pads_end", "dilations", "auto_pad")
    return op.convolution(source, op.constant(weights), *(how[key] for key in keys)).output(0)


def _all(model: Model, kind: str) -> Iterator[_Node]:
    """Nodes of that kind on the picture's way, in the order of the work."""
    return (node for node in model.get_ordered_ops() if node.get_type_name() == kind and node.get_output_partial_shape(0).rank == 4)


def _source(output: _Output) -> _Output:
    """Where values come from, nodes that change nothing passed over."""
    while output.get_node().get_type_name() == "Identity":
        output = output.get_node().input_value(0)
    return output


def _takers(output: _Output) -> Iterator[_Node]:
    """Nodes that take the values, those that change nothing passed over."""
    for taker in output.get_target_inputs():
        node = taker.get_node()
        if node.get_type_name() == "Identity":
            yield from _takers(node.output(0))
        else:
            yield node


def _put(old: _Output, new: _Output) -> None:
    """Let all that take the old values take the new ones."""
    for taker in old.get_target_inputs():
        taker.replace_source_output(new)


def _data(node: _Node) -> Weights:
    """The constant that is a node's second input."""
    data: Weights = node.input_value(1).get_node().data
    return data


def _expect(node: _Node, kind: str) -> None:
    if node.get_type_name() != kind:
        raise MissingPartError(
            "The model files in the package rapidocr are not those that this version knows. Run: make setup",
            "软件包 rapidocr 中的模型文件与本版本不符，请执行：make setup",
        )
