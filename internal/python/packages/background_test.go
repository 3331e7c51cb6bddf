package packages

import "testing"

func TestTasksAndThreadsAreInterpreted(t *testing.T) {
	const name = "any <request body.name>"
	values{
		{"celery", `
from celery import Celery, shared_task
app = Celery()
@app.task
def one(x):
    sink(x)
@app.task(bind=True)
def two(self, x):
    sink(x)
@shared_task
def three(x, y=None):
    sink(x, y)
one.delay(body["name"])
two.delay(body["name"])
three.apply_async(args=[body["name"]], kwargs={"y": 1})
one(body["name"])`, name + "\n" + name + "\n" + name + "\nnumber =1\n" + name},
		{"class of a task", `
from celery import Celery
app = Celery()
class Deliver(app.Task):
    def run(self, x, y=None):
        sink(x)
Deliver.delay(body["name"])
Deliver().apply_async(args=[body["name"]])
deliver = app.register_task(Deliver())
deliver.delay(body["name"])`, name + "\n" + name + "\n" + name},
		{"queue", `
from rq import Queue
def f(x):
    sink(x)
Queue().enqueue(f, body["name"])`, name},
		{"thread", `
import threading
from threading import Thread
def f(x, y=None):
    sink(x, y)
Thread(target=f, args=(body["name"],)).start()
t = threading.Thread(target=f, args=[1], kwargs={"y": body["name"]})
t.start()`, name + "\nnull =\nnumber =1\n" + name},
		{"pool", `
from concurrent.futures import ThreadPoolExecutor
def f(x):
    return str(x)
with ThreadPoolExecutor() as pool:
    future = pool.submit(f, body["name"])
    sink(future.result())
    sink(pool.map(f, [body["name"]]))`, `text typed <request body.name>
list [text typed <request body.name> …]`},
		{"event loop", `
import asyncio
async def f(x):
    return str(x)
loop = asyncio.get_event_loop()
sink(loop.run_until_complete(f(body["name"])))
sink(asyncio.run(f(body["name"])))`, `text typed <request body.name>
text typed <request body.name>`},
		{"not a function", `
unheard.delay(body["name"])
class Later:
    pass
Later.delay(body["name"])
sink(1)`, "number =1"},
	}.run(t)
}

func TestDecoratorsOfPackagesLetThrough(t *testing.T) {
	for _, decorator := range []string{
		"tenacity.retry", "tenacity.retry(stop=3)", "cachetools.cached({})", "flask_caching.Cache().cached(timeout=5)",
		"flask_caching.Cache().memoize()", "backoff.on_exception(x, y)", "click.command()", "click.option('--x')", "click.group",
	} {
		t.Run(decorator, func(t *testing.T) {
			source := "import tenacity, cachetools, flask_caching, backoff, click\n@" + decorator + "\ndef f(x):\n    return str(x)\nsink(f(body['x']))"
			if got, want := sunk(source), "text typed <request body.x>"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}
