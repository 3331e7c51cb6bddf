package packages

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// background is what calls functions of the project later or elsewhere:
// queues of tasks, threads, pools. They are interpreted where they are asked
// for.
func background() flow.Library {
	lib := flow.Library{
		"celery.Celery": {Makes: "celery.Celery"}, "celery.Celery.task": {Call: task}, "celery.Celery.register_task": {Call: first}, "celery.shared_task": {Call: task}, "celery.task": {Call: task},
		"celery.app.task.Task": {}, "dramatiq.actor": {Call: task}, "rq.decorators.job": {Call: transparentWith},
		"huey.RedisHuey": {Makes: "huey.Huey"}, "huey.SqliteHuey": {Makes: "huey.Huey"}, "huey.Huey": {Makes: "huey.Huey"},
		"huey.Huey.task": {Call: task}, "huey.Huey.periodic_task": {Call: task},
		"?.delay": {Call: runsSelf}, "?.apply_async": {Call: appliesSelf}, "?.send": {Call: runsSelf}, "?.apply": {Call: appliesSelf},
		"rq.Queue": {Makes: "rq.Queue"}, "rq.Queue.enqueue": {Call: runsFirst}, "rq.Queue.enqueue_call": {Call: runsFirst},

		"threading.Thread": {Call: thread}, "multiprocessing.Process": {Call: thread}, "threading.Timer": {Call: timer},
		"threading.Thread.start": {Call: starts}, "threading.Thread.run": {Call: starts}, "threading.Thread.join": {Call: silent},
		"threading.Lock": {}, "threading.RLock": {}, "threading.local": {},

		"concurrent.futures.ThreadPoolExecutor": {Makes: "concurrent.futures.Pool"}, "concurrent.futures.ProcessPoolExecutor": {Makes: "concurrent.futures.Pool"},
		"multiprocessing.Pool": {Makes: "concurrent.futures.Pool"}, "multiprocessing.pool.ThreadPool": {Makes: "concurrent.futures.Pool"}, "gevent.pool.Pool": {Makes: "concurrent.futures.Pool"},
		"flask_executor.Executor": {Makes: "concurrent.futures.Pool"},
		"concurrent.futures.Pool": {}, "concurrent.futures.Pool.submit": {Call: submits}, "concurrent.futures.Pool.apply": {Call: applies}, "concurrent.futures.Pool.apply_async": {Call: appliesLater}, "concurrent.futures.Pool.spawn": {Call: submits},
		"concurrent.futures.Pool.map": {Call: mapsOver}, "concurrent.futures.Pool.imap": {Call: mapsOver}, "concurrent.futures.Pool.starmap": {Call: mapsOver}, "concurrent.futures.Pool.shutdown": {Call: silent}, "concurrent.futures.Pool.close": {Call: silent},
		"concurrent.futures.Future": {}, "concurrent.futures.Future.result": {Call: result}, "concurrent.futures.Future.get": {Call: result}, "concurrent.futures.Future.add_done_callback": {Call: silent},
		"concurrent.futures.as_completed": {Call: first},

		"asyncio.create_task": {Call: first}, "asyncio.ensure_future": {Call: first}, "asyncio.shield": {Call: first},
		"asyncio.get_event_loop": {Makes: "asyncio.Loop"}, "asyncio.new_event_loop": {Makes: "asyncio.Loop"}, "asyncio.get_running_loop": {Makes: "asyncio.Loop"},
		"asyncio.Loop": {}, "asyncio.Loop.run_until_complete": {Call: first}, "asyncio.Loop.create_task": {Call: first}, "asyncio.Loop.close": {Call: silent},
		"asyncio.Loop.run_in_executor": {Call: func(c *flow.Call) *flow.Value { return runs(c, 1) }},
		"asgiref.sync.async_to_sync":   {Call: first}, "asgiref.sync.sync_to_async": {Call: first},
		"anyio.to_thread.run_sync": {Call: applies}, "starlette.concurrency.run_in_threadpool": {Call: applies},
		"gevent.spawn": {Call: submits}, "eventlet.spawn": {Call: submits}, "eventlet.spawn_n": {Call: submits},
		"apscheduler.schedulers.background.BackgroundScheduler": {Makes: "apscheduler.Scheduler"},
		"flask_apscheduler.APScheduler":                         {Makes: "apscheduler.Scheduler"},
		"apscheduler.Scheduler":                                 {},
		"apscheduler.Scheduler.add_job":                         {Call: addsJob},
		"apscheduler.Scheduler.task":                            {Call: task}, "apscheduler.Scheduler.scheduled_job": {Call: task},
	}
	return lib
}

// task is a decorator, with arguments or without. The function can still be
// called, and has delay() and its like. With bind=True it gets the task
// first.
func task(c *flow.Call) *flow.Value {
	if f := c.Arg(0, ""); len(f.Targets()) > 0 {
		return f
	}
	if !truth(c.Arg(-1, "bind"), false) {
		return flow.Callable(first)
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		f := first(c)
		return flow.Callable(func(c *flow.Call) *flow.Value {
			return c.Invoke(f, append([]*flow.Value{flow.Nothing}, c.Args...), c.Keywords)
		})
	})
}

// transparentWith is a decorator that always has arguments.
func transparentWith(*flow.Call) *flow.Value { return flow.Callable(first) }

// runs calls the function at the position with the arguments behind it.
func runs(c *flow.Call, at int) *flow.Value {
	if len(c.Args) <= at || len(c.Args[at].Targets()) == 0 {
		return flow.Nothing
	}
	return c.Invoke(c.Args[at], c.Args[at+1:], c.Keywords)
}

func runsFirst(c *flow.Call) *flow.Value {
	runs(c, 0)
	return flow.Nothing
}

// runsSelf is f.delay(…): of something that is no task, nothing.
func runsSelf(c *flow.Call) *flow.Value {
	if f := work(c); f != nil {
		c.Invoke(f, c.Args, c.Keywords)
	}
	return flow.Nothing
}

// work is what a task does: itself, or the method run of its class or its
// instance; nil: it is no task.
func work(c *flow.Call) *flow.Value {
	self := c.Self
	if isFunction(self) {
		return self
	}
	if slices.ContainsFunc(self.Targets(), func(t flow.Target) bool { return t.Class != nil }) {
		self = c.Invoke(self, nil, nil)
	}
	if f := c.Get(self, "run"); isFunction(f) {
		return f
	}
	return nil
}

func isFunction(v *flow.Value) bool {
	for _, t := range v.Targets() {
		if t.Func != nil || t.Inner != nil {
			return true
		}
	}
	return false
}

// appliesSelf is f.apply_async(args=[…], kwargs={…}).
func appliesSelf(c *flow.Call) *flow.Value {
	if f := work(c); f != nil {
		callWith(c, f, c.Arg(0, "args"), c.Arg(1, "kwargs"))
	}
	return flow.Nothing
}

// callWith calls a function with a list of arguments and a dict of keywords.
func callWith(c *flow.Call, f, args, keywords *flow.Value) *flow.Value {
	elements, _ := args.Elements()
	var named []flow.Keyword
	if keywords != nil && !keywords.IsNone() {
		named = []flow.Keyword{{Value: keywords}}
	}
	return c.Invoke(f, elements, named)
}

// started is a thread that was made: what it will call.
type started struct{ f, args, keywords *flow.Value }

func thread(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("threading.Thread", c.Place, &started{c.Arg(1, "target"), c.Arg(3, "args"), c.Arg(4, "kwargs")})
}

func timer(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("threading.Thread", c.Place, &started{c.Arg(1, "function"), c.Arg(2, "args"), c.Arg(3, "kwargs")})
}

func starts(c *flow.Call) *flow.Value {
	for _, o := range c.Self.Objects() {
		if t, ok := o.Data.(*started); ok && t.f != nil {
			callWith(c, t.f, t.args, t.keywords)
		}
	}
	return flow.None
}

// future is what a call will have given.
type future struct{ value *flow.Value }

func submits(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("concurrent.futures.Future", c.Place, &future{runs(c, 0)})
}

func applies(c *flow.Call) *flow.Value {
	if strings.HasPrefix(c.Name, "concurrent.futures.Pool.") {
		return callWith(c, first(c), c.Arg(1, "args"), c.Arg(2, "kwds"))
	}
	return runs(c, 0)
}

func appliesLater(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("concurrent.futures.Future", c.Place, &future{callWith(c, first(c), c.Arg(1, "args"), c.Arg(2, "kwds"))})
}

func result(c *flow.Call) *flow.Value {
	for _, o := range c.Self.Objects() {
		if f, ok := o.Data.(*future); ok {
			return f.value
		}
	}
	return flow.Nothing
}

func mapsOver(c *flow.Call) *flow.Value {
	if len(c.Args) < 2 {
		return flow.Of(flow.List)
	}
	each := c.Args[1].Element()
	if strings.HasSuffix(c.Name, "starmap") {
		elements, _ := each.Elements()
		return flow.ManyOf(c.Invoke(c.Args[0], elements, nil))
	}
	return flow.ManyOf(c.Invoke(c.Args[0], []*flow.Value{each}, nil))
}

func addsJob(c *flow.Call) *flow.Value {
	if f := c.Arg(0, "func"); isFunction(f) {
		callWith(c, f, c.Arg(2, "args"), c.Arg(3, "kwargs"))
	}
	return flow.Nothing
}
