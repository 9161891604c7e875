/** The open orders of whoever the client certificate names. */
export async function openOrders(service: string): Promise<unknown[]> {
  const res = await fetch(`${service}/orders`)
  if (!res.ok) throw new Error(`The order service answered ${res.status}`)
  const { orders } = (await res.json()) as { orders: unknown[] }
  return orders
}
