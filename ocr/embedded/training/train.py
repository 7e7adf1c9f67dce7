"""Trains a model of Tesseract further. See ../engdata/README.md for how to run it."""
import argparse, multiprocessing as mp, random, time
import cv2, numpy as np, torch, torch.nn as nn, torch.nn.functional as Fn
import generated, real, text, weights

torch.set_num_threads(1)
cv2.setNumThreads(1)

class Lstm(nn.Module):
    """Tesseract's cell: gates cell, input, forget, output over (input, last output, 1)."""
    def __init__(s, ms):
        super().__init__()
        ns = ms[0].no; ni = ms[0].n-ns-1
        s.r = nn.LSTM(ni, ns)
        order = [1, 2, 0, 3]  # torch: input, forget, cell, output
        w = np.concatenate([ms[k].w for k in order])
        s.r.weight_ih_l0.data = torch.tensor(w[:, :ni]); s.r.weight_hh_l0.data = torch.tensor(w[:, ni:ni+ns])
        s.r.bias_ih_l0.data = torch.tensor(w[:, ni+ns]); s.r.bias_hh_l0.data.zero_(); s.r.bias_hh_l0.requires_grad = False
        s.ns = ns
    def rows(s):
        w = torch.cat([s.r.weight_ih_l0, s.r.weight_hh_l0, s.r.bias_ih_l0[:, None]], 1).detach().numpy()
        p = np.split(w, 4)
        return [p[2], p[0], p[1], p[3]]

class Net(nn.Module):
    """the network of tessdata_fast: [1,36,0,1Ct3,3,16Mp3,3Lfys..Lfx..Lrx..Lfx..O1c1]."""
    def __init__(s, layers):
        super().__init__()
        s.ms = [v for k, v in layers if k in ('Tanh','LSTM','SummLSTM','Softmax')]
        conv, y, f1, r1, f2, o = s.ms
        s.conv = nn.Parameter(torch.tensor(conv.w[:, :9].reshape(16,3,3).transpose(0,2,1).copy())[:, None])
        s.cb = nn.Parameter(torch.tensor(conv.w[:, 9]))
        s.y, s.f1, s.r1, s.f2 = Lstm(y), Lstm(f1), Lstm(r1), Lstm(f2)
        n = o.n-1
        s.o = nn.Linear(n, o.no); s.o.weight.data = torch.tensor(o.w[:, :n]); s.o.bias.data = torch.tensor(o.w[:, n])
        s.null = o.no-1
    def low(s, x):  # B,1,36,W in -1..1 to columns W/3,B,.
        B, _, H, W = x.shape
        p = torch.rand(B,1,H+2,W+2)*2-1; p[:,:,1:-1,1:-1] = x
        h = torch.tanh(Fn.max_pool2d(Fn.conv2d(p, s.conv, s.cb), 3)) # the same as the tanh of all, then the largest
        B, C, H, W = h.shape
        q = h.permute(2,0,3,1).reshape(H, B*W, C)
        _, (q, _) = s.y.r(q)
        return q[0].reshape(B, W, s.y.ns).transpose(0,1)
    def top(s, q):
        q, _ = s.f1.r(q)
        q = q.flip(0); q, _ = s.r1.r(q); q = q.flip(0)
        q, _ = s.f2.r(q)
        return s.o(q)                                 # T,B,characters
    def forward(s, x): return s.top(s.low(x))
    def save(s, b, path):
        conv, y, f1, r1, f2, o = s.ms
        cw = s.conv.detach().numpy()[:,0].transpose(0,2,1).reshape(16,9)
        weights.store(b, conv, np.concatenate([cw, s.cb.detach().numpy()[:,None]],1))
        for l, m in ((s.y,y),(s.f1,f1),(s.r1,r1),(s.f2,f2)):
            for mm, w in zip(m, l.rows()): weights.store(b, mm, w)
        weights.store(b, o, np.concatenate([s.o.weight.detach().numpy(), s.o.bias.detach().numpy()[:,None]],1))
        open(path,'wb').write(b)

def load(path):
    b, off, layers, spec, null = weights.load(path)
    net = Net(layers)
    assert net.null == null, spec
    return b, net

def batchify(items):
    """items: (plane 36xW, codes)"""
    W = max(p.shape[1] for p, _ in items); W = (W+2)//3*3
    x = np.ones((len(items),1,36,W), np.float32)
    for i, (p, _) in enumerate(items): x[i,0,:,:p.shape[1]] = p
    return torch.tensor(x), [torch.tensor(c) for _, c in items], torch.tensor([p.shape[1]//3 for p,_ in items])

def columns(items):
    """as batchify, of items (columns T,., codes)"""
    q = np.zeros((max(len(p) for p, _ in items), len(items), items[0][0].shape[1]), np.float32)
    for i, (p, _) in enumerate(items): q[:len(p),i] = p
    return torch.tensor(q), [torch.tensor(c) for _, c in items], torch.tensor([len(p) for p, _ in items])

def item(g, t, rng): return real.to36(real.crop_v(g, rng)), [c for ch in t for c in real.CH[ch]]

def lines(seed, a, R):
    """endless (plane, codes)."""
    rng = random.Random(seed); np.random.seed(seed)
    F, T = generated.Fonts(typed=a.typed, held=False), text.Text(rng, a.language, a.words, a.prose)
    cache = {}
    while True:
        if rng.random() < a.share:
            name, t, cer = rng.choice(R)
            if cer > .4 and rng.random() < .5: continue
            if name not in cache: cache[name] = real.load_png(name)
            g = cache[name]
            if rng.random() < .8: g = real.degrade_light(g, rng)
        else:
            g, t = generated.generated(T, F, rng, a.level)
        p, c = item(g, t, rng)
        if p.shape[1] <= 1100 and p.shape[1]//3 >= len(c)+2: yield p, c

def batches(pool, width, most):
    """pool in batches of about the same width, in random order."""
    pool.sort(key=lambda v: width(v[0]))
    bs, i = [], 0
    while i < len(pool):
        n = max(8, min(40, int(most/max(1, width(pool[i][0])))))
        bs.append(pool[i:i+n]); i += n
    random.shuffle(bs)
    return bs

KEPT, AGAIN = 6000, 2 # lines that come back, and how often

def worker(seed, q, a, R):
    """fills q with batches: of planes, or with --freeze of what the lower layers make of them."""
    net = load(a.base)[1] if a.freeze else None
    source, kept = lines(seed, a, R), []
    random.seed(seed)
    while True:
        new = [next(source) for _ in range(256)]
        if net is None:
            for b in batches(new, lambda p: p.shape[1], 9000): q.put(b)
            continue
        done = []
        with torch.no_grad():
            for b in batches(new, lambda p: p.shape[1], 9000):
                x, _, n = batchify(b); y = net.low(x).numpy()
                done += [(y[:k,i].astype(np.float16), c) for i, ((_, c), k) in enumerate(zip(b, n.tolist()))]
        kept = (kept+done)[-KEPT:]
        for b in batches(done+random.choices(kept, k=AGAIN*len(done)), len, 3000): q.put(b)

def greedy(logits, n, null):
    k = logits.argmax(-1)
    out = []
    for b in range(k.shape[1]):
        prev, s = -1, []
        for c in k[:n[b], b].tolist():
            if c != prev and c != null: s.append(c)
            prev = c
        out.append(s)
    return out

def dist(a, b):
    row = list(range(len(b)+1))
    for i, x in enumerate(a):
        d, row[0] = row[0], i+1
        for j, y in enumerate(b):
            d, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, d+(x!=y))
    return row[-1]

def evaluate(net, items, fold):
    """share of characters wrong, share of words right; fold: without case."""
    names = {c[0]: k for k, c in real.CH.items() if len(c) == 1}
    said = lambda v: ''.join(names.get(k, '?') for k in v)
    net.eval(); e = n = we = wn = 0
    with torch.no_grad():
        for i in range(0, len(items), 32):
            b = items[i:i+32]; x, c, l = batchify(b)
            for g, t in zip(greedy(net(x), l, net.null), c):
                g, t = said(g), said(t.tolist())
                if fold: g, t = g.lower(), t.lower()
                e += dist(g, t); n += len(t)
                tw, gw = t.split(), g.split(); wn += len(tw); we += sum(1 for w in tw if w in gw)
    net.train(); return e/max(n,1), we/max(wn,1)

class Judge:
    """the lines that checkpoints are compared on: generated from words, texts and
    fonts that the training has not, and lines of receipts left out of it."""
    def __init__(s, a, held, n=300):
        rng = random.Random(99); np.random.seed(99)
        F, T = generated.Fonts(typed=a.typed, held=True), text.Text(rng, a.language, a.words, a.prose, 'held')
        s.sets = {'hard': ([item(*generated.generated(T, F, rng, 1), rng) for _ in range(n)], False)}
        s.sets['clean'] = ([item(*generated.generated(T, F, rng, .3), rng) for _ in range(n)], False)
        if held:
            rng.shuffle(held)
            s.sets['receipts'] = ([(real.to36(real.load_png(n)), [c for ch in t for c in real.CH[ch]]) for n, t, _ in held[:300]], True)
        for v, _ in s.sets.values(): v.sort(key=lambda v: v[0].shape[1])
    def of(s, net):
        torch.manual_seed(1)
        return ', '.join('%s %.4f %.4f' % (k, *evaluate(net, v, f)) for k, (v, f) in s.sets.items())

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--language', required=True, choices=sorted(text.LANGUAGES))
    p.add_argument('--base', required=True, help='traineddata file to start from')
    p.add_argument('--out', required=True, help='prefix of the traineddata files to write')
    p.add_argument('--unpacked', required=True, help='prefix of what combine_tessdata -u made of the base')
    p.add_argument('--words', required=True, help='word list, from dawg2wordlist')
    p.add_argument('--prose', required=True, help='text, from prose.py')
    p.add_argument('--lines', default='', help='folder with lines.tsv: lines cut from receipts')
    p.add_argument('--minutes', type=float, default=50)
    p.add_argument('--rate', type=float, default=4e-4)
    p.add_argument('--share', type=float, default=0, help='share of lines that are cut from receipts')
    p.add_argument('--typed', type=float, default=.15, help='share of fonts of typewriters and printers')
    p.add_argument('--level', type=float, default=.6, help='how much generated lines are spoilt')
    p.add_argument('--freeze', action='store_true', help='leave the layers below the horizontal ones as they are, and show lines three times: three times as fast')
    p.add_argument('--judge', nargs='*', help='only compare these files')
    a = p.parse_args()
    real.FOLDER = a.lines
    real.CH = real.charset(a.unpacked+'lstm-unicharset', a.unpacked+'lstm-recoder')
    judge = Judge(a, real.real(False) if a.lines else [])
    for f in [a.base]+(a.judge or []): print('%s: %s' % (f, judge.of(load(f)[1])), flush=True)
    if a.judge is not None: return
    q = mp.Queue(48)
    mp.Process(target=worker, args=(int(time.time()), q, a, real.real(True) if a.lines else []), daemon=True).start()
    train(a, q, judge)

AVERAGED = .995 # the share of the averaged weights that a step leaves

def train(a, q, judge):
    b, net = load(a.base); _, mean = load(a.base)
    if a.freeze:
        for p in [net.conv, net.cb, *net.y.parameters()]: p.requires_grad = False
    params = [p for p in net.parameters() if p.requires_grad]
    opt = torch.optim.Adam(params, lr=a.rate, betas=(.9,.99))
    ctc = nn.CTCLoss(blank=net.null, reduction='none', zero_infinity=True)
    tot, seen, n, start = 0, 0, 0, time.time()
    for step in range(1, 10**6):
        done = (time.time()-start)/60/a.minutes
        if done >= 1: break
        for g in opt.param_groups: g['lr'] = a.rate*min(1, step/60)*(0.05+0.95*0.5*(1+np.cos(np.pi*done)))
        items = q.get(); x, c, l = (columns if a.freeze else batchify)(items)
        lp = (net.top if a.freeze else net)(x).log_softmax(-1)
        tl = torch.tensor([len(t) for t in c])
        loss = ctc(lp, torch.cat(c), l, tl)
        per = loss.detach()/tl.clamp(min=1)
        loss = (loss*(per < 2.5)).sum()/tl.sum()   # what is beyond reading teaches nothing
        opt.zero_grad(); loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        keep = min(AVERAGED, step/(step+10))
        with torch.no_grad():
            for m, v in zip(mean.parameters(), net.parameters()): m.mul_(keep).add_(v, alpha=1-keep)
        tot += loss.item(); n += 1; seen += len(items)
        if step % 100 == 0:
            print('step %d lines %d %.0fs cpu %.0f loss %.4f' % (step, seen, time.time()-start, time.process_time(), tot/n), flush=True); tot = n = 0
        if step % 400 == 0:
            mean.save(bytearray(b), '%s-%05d.traineddata' % (a.out, step))
            print('%d: %s' % (step, judge.of(mean)), flush=True)
    mean.save(bytearray(b), a.out+'-last.traineddata')
    print('last: %s' % judge.of(mean), flush=True)

if __name__ == '__main__': main()
