/** Samples as a table of ratios and as JSON. */

/**
 * `samples`: `{ name, work, round, cpu, wall, memory }`. A ratio is to the reference's sample of the same round; a cell is
 * the median of a column's ratios and the middle half of them (first to third quartile).
 */
export function report(samples, { clients, reference, machine }) {
  const works = [...new Set(samples.map(({ work }) => work))]
  const results = works.flatMap((work) =>
    clients.flatMap((name) => {
      const own = samples.filter((sample) => sample.work === work && sample.name === name)
      return own.length === 0 ? [] : [{ work, name, ...summary(own, samples, reference) }]
    }),
  )
  const tables = [
    ['CPU time', 'cpu', 'ms'],
    ['wall clock', 'wall', 'ms'],
    ['peak memory', 'memory', 'MiB'],
  ].map(([title, quantity, unit]) => table(title, quantity, unit, { works, clients, reference, results }))
  const head = `Node ${machine.node}, ${machine.cores} × ${machine.cpu}`
  return { markdown: [head, ...tables].join('\n\n'), json: { machine, reference, results, samples } }
}

function summary(own, samples, reference) {
  const beside = ({ work, round }) =>
    samples.find((sample) => sample.work === work && sample.round === round && sample.name === reference)
  const quantities = ['cpu', 'wall', 'memory'].map((quantity) => {
    const ratios = own.map((sample) => sample[quantity] / beside(sample)[quantity])
    return [
      quantity,
      {
        median: rounded(
          quantile(
            own.map((sample) => sample[quantity]),
            0.5,
          ),
        ),
        ratio: rounded(quantile(ratios, 0.5)),
        from: rounded(quantile(ratios, 0.25)),
        to: rounded(quantile(ratios, 0.75)),
      },
    ]
  })
  return { rounds: own.length, ...Object.fromEntries(quantities) }
}

function table(title, quantity, unit, { works, clients, reference, results }) {
  const cell = (name, work) => {
    const values = results.find((result) => result.name === name && result.work === work)?.[quantity]
    if (values === undefined) return ''
    if (name === reference) return `${values.median} ${unit}`
    return `${values.ratio} (${values.from} to ${values.to})`
  }
  const rows = clients.map((name) => `| ${[name, ...works.map((work) => cell(name, work))].join(' | ')} |`)
  return [`| ${[title, ...works].join(' | ')} |`, `|${'---|'.repeat(works.length + 1)}`, ...rows].join('\n')
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)]
  return low + (sorted[Math.ceil(place)] - low) * (place % 1)
}

function rounded(value) {
  return Number(value.toPrecision(3))
}
