"""Trains the English model further. See ../README.md for how to run it."""
import argparse, multiprocessing as mp, random, time
import cv2, numpy as np, torch, torch.nn as nn, torch.nn.functional as Fn
import generated, real, weights

torch.set_num_threads(1)
cv2.setNumThreads(1)

class Lstm(nn.Module):
    """Tesseract's cell: gates cell, input, forget, output over (input, last output, 1)."""
    def __init__(s, ms, ni):
        super().__init__()
        ns = ms[0].no
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
    def __init__(s, layers):
        super().__init__()
        ms = [v for k, v in layers if k in ('Tanh','LSTM','SummLSTM','Softmax')]
        s.ms = ms
        conv, y, f1, r1, f2, o = ms
        s.conv = nn.Parameter(torch.tensor(conv.w[:, :9].reshape(16,3,3).transpose(0,2,1).copy())[:, None])
        s.cb = nn.Parameter(torch.tensor(conv.w[:, 9]))
        s.y, s.f1, s.r1, s.f2 = Lstm(y,16), Lstm(f1,48), Lstm(r1,96), Lstm(f2,96)
        s.o = nn.Linear(192, 111); s.o.weight.data = torch.tensor(o.w[:, :192]); s.o.bias.data = torch.tensor(o.w[:, 192])
    def forward(s, x):  # B,1,36,W in -1..1
        B, _, H, W = x.shape
        p = torch.rand(B,1,H+2,W+2)*2-1; p[:,:,1:-1,1:-1] = x
        h = torch.tanh(Fn.conv2d(p, s.conv, s.cb))
        h = Fn.max_pool2d(h, 3)                       # B,16,12,W/3
        B, C, H, W = h.shape
        q = h.permute(2,0,3,1).reshape(H, B*W, C)
        _, (q, _) = s.y.r(q)
        q = q[0].reshape(B, W, 48).transpose(0,1)
        q, _ = s.f1.r(q)
        q = q.flip(0); q, _ = s.r1.r(q); q = q.flip(0)
        q, _ = s.f2.r(q)
        return s.o(q)                                 # T,B,111
    def save(s, b, path):
        conv, y, f1, r1, f2, o = s.ms
        cw = s.conv.detach().numpy()[:,0].transpose(0,2,1).reshape(16,9)
        weights.store(b, conv, np.concatenate([cw, s.cb.detach().numpy()[:,None]],1))
        for l, m in ((s.y,y),(s.f1,f1),(s.r1,r1),(s.f2,f2)):
            for mm, w in zip(m, l.rows()): weights.store(b, mm, w)
        weights.store(b, o, np.concatenate([s.o.weight.detach().numpy(), s.o.bias.detach().numpy()[:,None]],1))
        open(path,'wb').write(b)

def batchify(items):
    """items: (plane 36xW, codes)"""
    W = max(p.shape[1] for p, _ in items); W = (W+2)//3*3
    x = np.ones((len(items),1,36,W), np.float32)
    for i, (p, _) in enumerate(items): x[i,0,:,:p.shape[1]] = p
    return torch.tensor(x), [torch.tensor(c) for _, c in items], torch.tensor([p.shape[1]//3 for p,_ in items])

def worker(seed, q, share_real, words, R):
    """fills q with batches of lines of about the same width."""
    rng = random.Random(seed); np.random.seed(seed)
    F, T = generated.fonts(), generated.Text(rng, words)
    cache = {}
    pool = []
    while True:
        while len(pool) < 512:
            if rng.random() < share_real:
                name, t, cer = rng.choice(R)
                if cer > .4 and rng.random() < .5: continue
                if name not in cache: cache[name] = real.load_png(name)
                g = cache[name]
                if rng.random() < .8: g = real.degrade_light(g, rng)
            else:
                g, t = generated.generated(T, F, rng)
            p = real.to36(real.crop_v(g, rng))
            if p.shape[1] > 900 or p.shape[1]//3 < len(t)+2: continue
            pool.append((p, [real.CH[c] for c in t]))
        pool.sort(key=lambda v: v[0].shape[1])
        bs = []
        i = 0
        while i < len(pool):
            n = max(8, min(48, int(10000/max(1,pool[i][0].shape[1]))))
            bs.append(pool[i:i+n]); i += n
        rng.shuffle(bs)
        for b in bs: q.put(b)
        pool = []

def greedy(logits, n):
    k = logits.argmax(-1)
    out = []
    for b in range(k.shape[1]):
        prev, s = -1, []
        for c in k[:n[b], b].tolist():
            if c != prev and c != 110: s.append(c)
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

def evaluate(net, items, names):
    net.eval(); e = n = we = wn = 0
    with torch.no_grad():
        for i in range(0, len(items), 32):
            b = items[i:i+32]; x, c, l = batchify(b)
            for g, t in zip(greedy(net(x), l), c):
                g = ''.join(names[k] for k in g).lower(); t = ''.join(names[k] for k in t.tolist()).lower()
                e += dist(g, t); n += len(t)
                tw, gw = t.split(), g.split(); wn += len(tw); we += sum(1 for w in tw if w in gw)
    net.train(); return e/n, we/wn

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--base', required=True, help='traineddata file to start from')
    p.add_argument('--out', required=True, help='traineddata file to write')
    p.add_argument('--unpacked', required=True, help='prefix of what combine_tessdata -u made of the base')
    p.add_argument('--words', required=True, help='word list, from dawg2wordlist')
    p.add_argument('--lines', required=True, help='folder with lines.tsv')
    p.add_argument('--minutes', type=float, default=53)
    p.add_argument('--rate', type=float, default=6e-4)
    p.add_argument('--share', type=float, default=.55, help='share of lines that are cut from receipts')
    a = p.parse_args()
    minutes, lr, share, out = a.minutes, a.rate, a.share, a.out
    real.FOLDER = a.lines
    real.CH = real.charset(a.unpacked+'lstm-unicharset', a.unpacked+'lstm-recoder')
    names = {v: k for k, v in real.CH.items()}; names[1] = '?'
    b, off, layers, spec, null = weights.load(a.base)
    net = Net(layers)
    R, V = real.real(True), real.real(False); random.Random(3).shuffle(V); V = V[:250]
    val = sorted([(real.to36(real.load_png(n)), [real.CH[c] for c in t]) for n, t, _ in V], key=lambda v: v[0].shape[1])
    rng = random.Random(99); np.random.seed(99); F, T = generated.fonts(), generated.Text(rng, a.words)
    syn = sorted([(real.to36(real.crop_v(g, rng)), [real.CH[c] for c in t]) for g, t in (generated.generated(T,F,rng) for _ in range(120))], key=lambda v: v[0].shape[1])
    del T
    print('before: real %.4f %.4f, generated %.4f %.4f' % (*evaluate(net, val, names), *evaluate(net, syn, names)), flush=True)
    q = mp.Queue(64); w = mp.Process(target=worker, args=(int(time.time()), q, share, a.words, R), daemon=True); w.start()
    net.share_memory()
    t0 = time.time()
    ps = [mp.Process(target=train, args=(k, net, q, minutes, lr, t0, val, syn, names, bytes(b), out), daemon=True) for k in range(3)]
    for p in ps: p.start()
    for p in ps: p.join()
    net.save(bytearray(b), out)
    print('after: real %.4f %.4f, generated %.4f %.4f' % (*evaluate(net, val, names), *evaluate(net, syn, names)), flush=True)

def train(k, net, q, minutes, lr, t0, val, syn, names, b, out):
    torch.set_num_threads(1); torch.manual_seed(k)
    params = [p for p in net.parameters() if p.requires_grad]
    opt = torch.optim.Adam(params, lr=lr, betas=(.9,.99))
    ctc = nn.CTCLoss(blank=110, reduction='none', zero_infinity=True)
    tot, seen, n, wait, ended = 0, 0, 0, 0, time.time()
    for step in range(1, 10**6):
        done = (time.time()-t0)/60/minutes
        if done >= 1: break
        for g in opt.param_groups: g['lr'] = lr*min(1, step/40)*(0.03+0.97*0.5*(1+np.cos(np.pi*done)))
        tq = time.time(); items = q.get(); wait += time.time()-tq; x, c, l = batchify(items)
        lp = net(x).log_softmax(-1)
        tl = torch.tensor([len(t) for t in c])
        loss = ctc(lp, torch.cat(c), l, tl)
        per = loss.detach()/tl.clamp(min=1)
        loss = (loss*(per < 2.5)).sum()/tl.sum()   # what is beyond reading teaches nothing
        opt.zero_grad(); loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        tot += loss.item(); n += 1; seen += len(items)
        if k == 0 and step % 25 == 0:
            print('wait %.0f cpu %.0f %d seen %d %.0fs loss %.4f' % (wait, time.process_time(), step, seen, time.time()-t0, tot/n), flush=True); tot = n = 0
        if k == 0 and step % 150 == 0:
            net.save(bytearray(b), out)
            print('real %.4f %.4f, generated %.4f %.4f' % (*evaluate(net, val, names), *evaluate(net, syn, names)), flush=True)

if __name__ == '__main__': main()
