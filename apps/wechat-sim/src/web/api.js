const problem = document.getElementById('problem');

/** A call of the control API; what went wrong is shown at the top of the page. */
export async function api(method, path, body) {
  const answer = await fetch(`/sim/api${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const value = await answer.json();
  if (answer.ok) return value;
  problem.textContent = value.error?.message ?? String(answer.status);
  problem.hidden = false;
  throw new Error(problem.textContent);
}

/** Runs an act of the person; its problem replaces the one before. */
export async function act(work) {
  problem.hidden = true;
  try {
    await work();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
}
