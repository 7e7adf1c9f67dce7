"""Reads and writes the weights of an int8 LSTM in a traineddata file."""
import struct, numpy as np

NAMES = ["Invalid", "Input", "Convolve", "Maxpool", "Parallel", "Replicated", "ParBidiLSTM",
    "DepParUDLSTM", "Par2dLSTM", "Series", "Reconfig", "RTLReversed", "TTBReversed",
    "XYTranspose", "LSTM", "SummLSTM", "Logistic", "LinLogistic", "LinTanh", "Tanh", "Relu",
    "Linear", "Softmax", "SoftmaxNoCTC", "LSTMSoftmax", "LSTMBinarySoftmax", "TensorFlow"]

class R:
    def __init__(s, b, p): s.b, s.p = b, p
    def take(s, n): v = s.b[s.p:s.p+n]; s.p += n; return v
    def u8(s): return s.take(1)[0]
    def i32(s): return struct.unpack('<i', s.take(4))[0]
    def f64(s): return struct.unpack('<d', s.take(8))[0]
    def str(s): return bytes(s.take(s.i32())).decode()

class Matrix:
    """no rows of ni weights and a bias; at: place in the file."""
    def __init__(s, r):
        mode = r.u8(); s.no = r.i32(); s.n = r.i32()
        assert mode & 1 and mode & 128
        r.u8()
        s.at = r.p
        v = np.frombuffer(r.take(s.no*s.n), np.int8).reshape(s.no, s.n).astype(np.float64)
        k = r.i32(); s.scale_at = r.p
        sc = np.frombuffer(r.take(8*k), '<f8'); s.k = k
        s.w = (v * sc[:s.no, None]).astype(np.float32)

def layer(r, out):
    k = r.u8()
    kind = NAMES[k] if k else r.str()
    r.u8(); r.u8(); flags, ni, no = r.i32(), r.i32(), r.i32(); r.i32(); r.str()
    if kind == 'Input':
        out.append((kind, [r.i32() for _ in range(5)]))
    elif kind in ('Series','Parallel','Replicated','ParBidiLSTM','DepParUDLSTM','RTLReversed','TTBReversed','XYTranspose'):
        out.append((kind, 'begin'))
        for _ in range(r.i32()): layer(r, out)
        if flags & 64: r.take(4*r.i32())
        out.append((kind, 'end'))
    elif kind in ('Convolve','Maxpool','Reconfig'):
        out.append((kind, (r.i32(), r.i32())))
    elif kind in ('LSTM','SummLSTM'):
        na = r.i32(); assert na == ni+no
        out.append((kind, [Matrix(r) for _ in range(4)]))
    else:
        out.append((kind, Matrix(r)))

def load(path):
    b = bytearray(open(path,'rb').read())
    n = struct.unpack('<i', b[:4])[0]
    off = list(struct.unpack('<%dq' % n, b[4:4+8*n]))
    out = []
    r = R(b, off[17]); layer(r, out)
    spec = r.str(); r.i32(); r.i32(); it = r.i32(); null = r.i32()
    return b, off, out, spec, null

def store(b, m, w):
    """writes weights w, rounded as WeightMatrix::ConvertToInt does."""
    w = np.asarray(w, np.float32)
    top = np.abs(w).max(1)
    scale = (top/np.float32(127)).astype(np.float32)
    q = w / np.where(scale == 0, 1, scale)[:, None]
    q = np.trunc(q + np.copysign(0.5, q)).clip(-127, 127).astype(np.int8)
    b[m.at:m.at+m.no*m.n] = q.tobytes()
    b[m.scale_at:m.scale_at+8*m.no] = scale.astype('<f8').tobytes()

def matrices(layers):
    return [m for k, v in layers for m in (v if k in ('LSTM','SummLSTM') else [v]) if isinstance(m, Matrix)]

def between(first, second, share, out):
    """writes the model that lies share of the way from first to second."""
    b, _, one, _, _ = load(first); _, _, two, _, _ = load(second)
    for m, n in zip(matrices(one), matrices(two)): store(b, m, (1-share)*m.w+share*n.w)
    open(out, 'wb').write(b)

if __name__ == '__main__':
    import sys
    if len(sys.argv) == 5: between(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]); sys.exit()
    b, off, out, spec, null = load(sys.argv[1])
    print(spec, null, off)
    for k, v in out:
        print(k, [ (m.no,m.n) for m in v] if k in ('LSTM','SummLSTM') else (v.no,v.n) if isinstance(v, Matrix) else v)
