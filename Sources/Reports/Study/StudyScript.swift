/// What the study's page does: asks, remembers, counts. The statistics are those of `BinomialTest`.
let studyScript = """
  const $ = id => document.getElementById(id);
  const key = "gan-study-" + STUDY.id;
  const total = STUDY.items.length;
  let answers = [];
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "[]");
    if (Array.isArray(kept) && kept.length <= total && kept.every(a => typeof a === "boolean")) answers = kept;
  } catch { answers = []; }

  function keep() { try { localStorage.setItem(key, JSON.stringify(answers)); } catch { /* private windows */ } }

  function lgamma(x) {
    const c = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
      12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
    x -= 1;
    let sum = c[0];
    for (let i = 1; i < 9; i++) sum += c[i] / (x + i);
    const t = x + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
  }
  function mass(k, n, p) {
    return Math.exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  }
  function atMost(k, n, p) {
    let sum = 0;
    for (let i = 0; i <= k; i++) sum += mass(i, n, p);
    return sum;
  }
  function bisected(holds) {
    let low = 0, high = 1;
    for (let i = 0; i < 60; i++) { const m = (low + high) / 2; if (holds(m)) low = m; else high = m; }
    return (low + high) / 2;
  }
  function binomial(k, n) {
    const own = mass(k, n, 0.5);
    let p = 0;
    for (let i = 0; i <= n; i++) { const m = mass(i, n, 0.5); if (m <= own * (1 + 1e-7)) p += m; }
    return {
      p: Math.min(1, p),
      low: k === 0 ? 0 : bisected(q => 1 - atMost(k - 1, n, q) < 0.025),
      high: k === n ? 1 : bisected(q => atMost(k, n, q) > 0.025),
    };
  }

  function result() {
    const items = STUDY.items.map((item, i) => ({name: item.name, real: item.real, answer: answers[i] ? "real" : "refined"}));
    const right = items.filter(i => (i.answer === "real") === i.real).length;
    const b = binomial(right, total);
    return {study: STUDY.id, seed: STUDY.seed, total, right, accuracy: right / total, p_value: b.p,
      interval: [b.low, b.high], answers: items};
  }

  function percent(x) { return (100 * x).toFixed(1) + "%"; }

  function show() {
    const asking = answers.length < total;
    $("asking").hidden = !asking;
    $("done").hidden = asking;
    $("bar").style.width = 100 * answers.length / total + "%";
    $("back").disabled = answers.length === 0;
    if (asking) {
      $("count").textContent = (answers.length + 1) + " of " + total;
      $("picture").src = STUDY.items[answers.length].src;
      return;
    }
    const r = result();
    $("accuracy").textContent = percent(r.accuracy);
    $("verdict").textContent = r.right + " of " + total + " were told rightly; "
      + (r.interval[0] > 0.5 ? "better than by chance." : r.interval[1] < 0.5 ? "worse than by chance."
        : "not told from chance.");
    const facts = [["95% interval", percent(r.interval[0]) + " to " + percent(r.interval[1])],
      ["p-value, exact", r.p_value < 0.0001 ? "< 0.0001" : r.p_value.toFixed(4)],
      ["real called real", percent(share(r, true))], ["refined called refined", percent(share(r, false))]];
    $("facts").replaceChildren(...facts.map(([name, value]) => {
      const box = document.createElement("div");
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name;
      dd.textContent = value;
      box.append(dt, dd);
      return box;
    }));
  }
  function share(r, real) {
    const of = r.answers.filter(a => a.real === real);
    return of.length ? of.filter(a => (a.answer === "real") === real).length / of.length : 0;
  }

  function answer(real) {
    if (answers.length >= total) return;
    answers.push(real);
    keep();
    show();
  }
  function back() { answers.pop(); keep(); show(); }

  $("real").onclick = () => answer(true);
  $("refined").onclick = () => answer(false);
  $("back").onclick = back;
  $("again").onclick = () => { answers = []; keep(); show(); };
  $("save").onclick = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(result(), null, 1)], {type: "application/json"}));
    link.download = "answers.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const press = event.key.toLowerCase();
    if (press === "r" || press === "arrowleft") answer(true);
    else if (press === "f" || press === "arrowright") answer(false);
    else if (press === "backspace" && answers.length) back();
    else return;
    event.preventDefault();
  });
  let startX = null;
  $("picture").addEventListener("touchstart", event => { startX = event.changedTouches[0].clientX; }, {passive: true});
  $("picture").addEventListener("touchend", event => {
    if (startX === null) return;
    const moved = event.changedTouches[0].clientX - startX;
    startX = null;
    if (Math.abs(moved) > 60) answer(moved < 0);
  });
  show();

  """
