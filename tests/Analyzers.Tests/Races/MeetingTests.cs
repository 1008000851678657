using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>What shows that two operations meet between a read and the write, and what only looks as if they could.</summary>
[Trait("Semantics", "Evidence")]
public sealed class MeetingTests
{
    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync("public class C { int v; object o; readonly object gate = new(); readonly Queue<int> q = new(); readonly List<int> list = new(); static void Use(int i) { } " + members + " }");

    // Another writer is one whom anyone can call, and who is not on his way here himself.
    [Theory]
    [InlineData("public async Task M() { await StepAsync(); } public void Reset() => v = 0;", "")]
    [InlineData("public async Task M() { v = 0; await StepAsync(); }", " info")]
    [InlineData("public async Task M() { v = 0; await ThenAsync(); } private async Task ThenAsync() { await StepAsync(); }", " info")]
    [InlineData("public async Task M() { await StepAsync(); } public Action Resetting() => () => v = 0;", " info")]
    [InlineData("public async Task M() { await StepAsync(); } private void Reset() => v = 0;", " info")]
    [InlineData("public C() => v = 1; public async Task M() { await StepAsync(); }", " info")]
    public Task PrivateStep_NeedsAnotherWriter(string others, string sure) => VerifyAsync(
        others + " private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001" + sure + ":v = t + 1|}; }");

    // What another class, or a static helper, does about threads says nothing of this one's objects.
    [Theory]
    [InlineData("readonly SemaphoreSlim one = new(1, 1);", "")]
    [InlineData("static readonly SemaphoreSlim s_one = new(1, 1);", " info")]
    [InlineData("public async Task N() { lock (gate) { v = 1; } await Task.Yield(); }", "")]
    [InlineData("public static void N(object given) { lock (given) { Use(1); } }", " info")]
    [InlineData("class Other { readonly SemaphoreSlim one = new(1, 1); public void N() { lock (one) { Use(1); } } }", " info")]
    public Task ClassOfSeveralTasks(string other, string sure) => VerifyAsync(
        "public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002" + sure + ":q.Dequeue()|}; } } public void Drop() => q.Dequeue(); " + other);

    [Fact]
    public Task ClassOfSeveralTasks_ForWhatIsStatic() => EngineTest.VerifyAsync(
        "public class C { static readonly Queue<int> s_q = new(); static readonly SemaphoreSlim s_one = new(1, 1); public static async Task M() { if (s_q.Count > 0) { await Task.Yield(); {|ASYNCRACE002:s_q.Dequeue()|}; } } }");

    // What an operation has filled itself is what it works on.
    [Theory]
    [InlineData("public async Task M() { foreach (var i in {|ASYNCRACE003:list|}) await Task.Yield(); } public void Drop() => list.RemoveAt(0);")]
    [InlineData("public async Task M() { list.Add(1); foreach (var i in {|ASYNCRACE003 info:list|}) await Task.Yield(); } public void Drop() => list.RemoveAt(0);")]
    [InlineData("public async Task M() { Fill(); foreach (var i in {|ASYNCRACE003 info:list|}) await Task.Yield(); } private void Fill() => list.Add(1); public void Drop() => list.RemoveAt(0);")]
    [InlineData("public async Task M() { foreach (var i in {|ASYNCRACE003:list|}) await Task.Yield(); } public void Other() => Fill(); private void Fill() => list.Add(1); public void Drop() => list.RemoveAt(0);")]
    [InlineData("public async Task M() { list.Add(1); foreach (var i in {|ASYNCRACE003:list|}) await Task.Yield(); } public void Drop() { lock (gate) { list.RemoveAt(0); } }")]
    public Task Collection_ThatItsUserHasFilled(string members) => VerifyAsync(members);

    // What is added when something else is first made is added once.
    [Theory]
    [InlineData("lock (gate) { if (o == null) { o = new(); list.Add(1); } }", " info")]
    [InlineData("lock (gate) { if (o != null) return; o = new(); list.Add(1); }", " info")]
    [InlineData("lock (gate) { list.Add(1); }", "")]
    [InlineData("lock (gate) { if (v == 0) { v = 1; list.Add(1); } }", "")]
    [InlineData("lock (gate) { if (o == null) { o = new(); list.RemoveAt(0); } }", "")]
    public Task Collection_ThatIsAddedToOnce(string statements, string sure) => VerifyAsync(
        "public async Task M() { foreach (var i in {|ASYNCRACE003" + sure + ":list|}) await Task.Yield(); } public void Add() { " + statements + " }");

    // A flag that is raised under a lock keeps out all who look at both.
    [Theory]
    [InlineData("bool started; bool TryStart() { lock (gate) { if (v == 0) { started = true; return true; } return false; } } public bool TryEnd() { lock (gate) { if (!started) { v = 1; return true; } return false; } }", "")]
    [InlineData("bool TryStart() { lock (gate) { if (v == 0) { return true; } return false; } }", "ASYNCRACE002")]
    [InlineData("bool started; bool TryStart() { lock (gate) { if (v == 0) { started = false; return true; } return false; } } public bool IsStarted => started;", "ASYNCRACE002")]
    public async Task Flag_ThatIsRaisedUnderALock(string members, string id)
    {
        var found = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(
            "public class C { int v; readonly object gate = new(); " + members + " public async Task EndAsync() { if (!TryStart()) return; await Task.Yield(); lock (gate) { v = 2; } } }"));
        Assert.Equal(id, string.Join(" ", found.Select(static finding => finding.Id).Where(static found => found == "ASYNCRACE002").Distinct()));
    }

    // What makes the object ready for use is done before others use it.
    [Theory]
    [InlineData("public async Task StartAsync() {", " info")]
    [InlineData("public async Task InitializeAsync() {", " info")]
    [InlineData("public async Task StartSessionAsync() {", "")]
    [InlineData("public async Task FillAsync() {", "")]
    [InlineData("public async void Start() {", "")]
    public Task Value_ThatIsSetUp(string method, string sure) => VerifyAsync(
        method + " var t = v; await Task.Yield(); lock (gate) { {|ASYNCRACE001" + sure + ":v = t + 1|}; } } public void Add() { lock (gate) { v++; } }");

    // The base calls its steps one after the other.
    [Theory]
    [InlineData("protected override void Drop() => list.RemoveAt(0);", " info")]
    [InlineData("public override void Clear() => list.RemoveAt(0);", "")]
    [InlineData("protected override void Drop() { lock (gate) { list.RemoveAt(0); } }", "")]
    public Task Step_OfABase(string change, string sure) => EngineTest.VerifyAsync(
        "public abstract class B { protected virtual void Drop() { } public virtual void Clear() { } protected virtual Task SaveAsync() => Task.CompletedTask; } public class C : B { readonly object gate = new(); readonly List<int> list = new(); public async Task M() { foreach (var i in {|ASYNCRACE003" + sure + ":list|}) await Task.Yield(); } " + change + " }");

    [Fact]
    public Task Step_OfABase_ThatUsesTheCollection() => EngineTest.VerifyAsync(
        "public abstract class B { protected virtual Task SaveAsync() => Task.CompletedTask; } public class C : B { readonly List<int> list = new(); protected override async Task SaveAsync() { foreach (var i in {|ASYNCRACE003 info:list|}) await Task.Yield(); } public void Drop() => list.RemoveAt(0); }");

    // Who tells of what there is does so while the program starts.
    [Theory]
    [InlineData("public async Task RegisterAsync() {", " info")]
    [InlineData("public async Task GetAsync() {", "")]
    public Task Registration_InitializesOnce(string method, string sure) => EngineTest.VerifyAsync(
        "public class C { static System.IO.Stream s_log; " + method + " if (s_log == null) { await Task.Yield(); {|ASYNCRACE007" + sure + ":s_log = new System.IO.MemoryStream()|}; } } }");

    // What is started by what starts the object is one run.
    [Theory]
    [InlineData("public void Start() => Task.Run(StepAsync);", " info")]
    [InlineData("public void Start() { _ = Task.Run(StepAsync); }", " info")]
    [InlineData("public void M() => Task.Run(StepAsync);", "")]
    [InlineData("public async Task M() { await Task.Yield(); Start(); } public void Start() => Task.Run(StepAsync);", "")]
    [InlineData("public void Start() { while (true) Task.Run(StepAsync); }", "")]
    public Task Run_ThatALifecycleMemberStarts(string start, string sure) => VerifyAsync(
        start + " private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002" + sure + ":v = 1|}; } }");

    // A check of a variable that a handler shares: whoever raises the event may wait for its handlers.
    [Theory]
    [InlineData("public event Func<Task> Changed; public void M() { int n = 0; Changed += async () => { if (n == 0) { await Task.Yield(); {|ASYNCRACE002 info:n = 1|}; } }; }")]
    [InlineData("public event Action Changed; public void M() { int n = 0; Changed += async () => { if (n == 0) { await Task.Yield(); {|ASYNCRACE002:n = 1|}; } }; }")]
    [InlineData("public event Func<Task> Changed; public void M() { int n = 0; Changed += async () => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }; }")]
    [InlineData("public async Task M(int[] ids) { int n = 0; await Task.WhenAll(ids.Select(async id => { if (n == 0) { await Task.Yield(); {|ASYNCRACE002:n = 1|}; } })); }")]
    public Task Check_OfACapturedVariable(string members) => VerifyAsync(members);

    // What an object raises when it is done, it raises once; the next object is another one.
    [Theory]
    [InlineData("var job = new Job(); job.Completed += async () => await StepAsync();", " info")]
    [InlineData("var job = new Job(); job.Progress += async () => await StepAsync();", "")]
    [InlineData("job.Completed += async () => await StepAsync();", "")]
    [InlineData("Job one; one = new Job(); one.Completed += async () => await StepAsync();", " info")]
    public Task Event_ThatIsRaisedOnce(string statements, string sure) => VerifyAsync(
        "public class Job { public event Action Completed, Progress; } readonly Job job = new(); public void M() { " + statements + " } private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002" + sure + ":v = 1|}; } }");

    // What the first run does for all is done when it has been waited for.
    [Theory]
    [InlineData("public async Task M() { await FetchAsync(); await Task.WhenAll(FetchAsync(), FetchAsync()); }", " info")]
    [InlineData("public async Task M() { await InfoAsync(); await Task.WhenAll(FetchAsync(), FetchAsync()); } private async Task InfoAsync() { await FetchAsync(); }", " info")]
    [InlineData("public async Task M() { await Task.WhenAll(FetchAsync(), FetchAsync()); await FetchAsync(); }", "")]
    [InlineData("public async Task M() { _ = FetchAsync(); await Task.WhenAll(FetchAsync(), FetchAsync()); }", "")]
    [InlineData("public async Task M(bool c) { if (c) { await FetchAsync(); } await Task.WhenAll(FetchAsync(), FetchAsync()); }", "")]
    [InlineData("public async Task M() { await Task.WhenAll(FetchAsync(), FetchAsync()); }", "")]
    public Task Opening_BeforeOthers(string members, string sure) => VerifyAsync(
        members + " private async Task FetchAsync() { if (o == null) { await Task.Yield(); {|ASYNCRACE007" + sure + ":o = new()|}; } }");

    [Fact]
    public Task Counting_BeforeOthers_IsNotDone() => VerifyAsync(
        "public async Task M() { await AddAsync(); await Task.WhenAll(AddAsync(), AddAsync()); } private async Task AddAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }");

    // Who comes next cancels what this one waits for.
    [Theory]
    [InlineData("Cancel(); cts = new(); var token = cts.Token; var t = v; await LoadAsync(token);", " info")]
    [InlineData("cts?.Cancel(); cts = new(); var t = v; await LoadAsync(cts.Token);", " info")]
    [InlineData("cts?.Cancel(); var mine = cts = new(); var t = v; await LoadAsync(mine.Token);", " info")]
    [InlineData("cts?.Cancel(); cts = new(); var t = v; await LoadAsync(default);", "")]
    [InlineData("cts = new(); var t = v; await LoadAsync(cts.Token);", "")]
    [InlineData("cts?.Cancel(); cts = new(); await LoadAsync(cts.Token); var t = v; await LoadAsync(default);", "")]
    public Task Successor_CancelsWhatIsWaitedFor(string statements, string sure) => VerifyAsync(
        "CancellationTokenSource cts; void Cancel() => cts?.Cancel(); static Task LoadAsync(CancellationToken token) => Task.Delay(1, token); public void Start() { _ = ApplyAsync(); _ = ApplyAsync(); } private async Task ApplyAsync() { " + statements + " {|ASYNCRACE001" + sure + ":v = t + 1|}; }");

    // What a queue is handed, it runs in turn.
    [Theory]
    [InlineData("Parallel.For(0, 3, i => { workQueue.Enqueue(async () => { {|ASYNCRACE001 info:n += await Task.Run(() => 1)|}; }); });")]
    [InlineData("Parallel.For(0, 3, async i => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; });")]
    [InlineData("Parallel.For(0, 3, i => { workQueue.Start(async () => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }); });")]
    public Task Lambda_ThatIsQueued(string statements) => VerifyAsync(
        "public class Work { public void Enqueue(Func<Task> work) { } public void Start(Func<Task> work) { } } readonly Work workQueue = new(); public void M() { int n = 0; " + statements + " Use(n); }");

    // That what is called is started elsewhere, too, says nothing of who has asked before he calls it.
    [Theory]
    [InlineData("public async Task M() { if (v == 0) { await Task.Yield(); await SetAsync(); } }", " info")]
    [InlineData("public async void M() { if (v == 0) { await Task.Yield(); await SetAsync(); } }", "")]
    public Task Check_InACaller_OfWhatIsStartedElsewhere(string caller, string sure) => VerifyAsync(
        caller + " public void N() { _ = SetAsync(); } internal async Task SetAsync() { {|ASYNCRACE002" + sure + ":v = 1|}; await Task.Yield(); }");

    // A flag that is only set where it is found reset: who resets it ends what that one has begun.
    [Theory]
    [InlineData("public void Begin() { if (busy) return; busy = true; }", " info")]
    [InlineData("public void Begin() { lock (gate) { if (busy) return; busy = true; } }", " info")]
    [InlineData("public void Begin() => busy = true;", "")]
    [InlineData("public void Begin() { if (busy) return; busy = true; } public void Again() => busy = true;", "")]
    [InlineData("public void Begin(bool now) { if (busy) return; busy = now; } public void Again(bool now) => busy = now;", "")]
    public Task Flag_ThatIsOnlySetWhereItIsReset(string set, string sure) => VerifyAsync(
        "bool busy; " + set + " public async void M() { if (!busy) return; await Task.Yield(); {|ASYNCRACE002" + sure + ":busy = false|}; }");

    // Nobody hears of an exception that is swallowed.
    [Theory]
    [InlineData("try { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } catch (Exception) { Use(1); }")]
    [InlineData("try { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } catch { }")]
    [InlineData("try { await Task.Yield(); {|ASYNCRACE002:d.Add(1, 2)|}; } catch (Exception) { throw; }")]
    [InlineData("try { await Task.Yield(); {|ASYNCRACE002:d.Add(1, 2)|}; } catch (System.IO.IOException) { }")]
    [InlineData("try { await Task.Yield(); {|ASYNCRACE002:d.Add(1, 2)|}; } finally { Use(1); }")]
    public Task Exception_ThatIsSwallowed(string statements) => VerifyAsync(
        "readonly Dictionary<int, int> d = new(); public async Task M() { if (!d.ContainsKey(1)) { " + statements + " } }");

    // A lock under which it is only looked at, and others are written, is there for them.
    [Theory]
    [InlineData("public object Get() { lock (gate) { return o; } }", "")]
    [InlineData("public object Get() { lock (gate) { list.Add(1); return o; } }", " info")]
    [InlineData("public object Get() { lock (gate) { list.Add(1); return o; } } public void Drop() { lock (gate) { o = null; } }", "")]
    public Task Lock_ThatIsThereForOthers(string other, string sure) => VerifyAsync(
        other + " public async Task M() { if (o == null) { await Task.Yield(); {|ASYNCRACE007" + sure + ":o = new()|}; } }");

    // A loop that is handed to whoever asks for it: each starts his own, once.
    [Theory]
    [InlineData("public Func<Task> M(int n) => async () => { while (true) { {|ASYNCRACE001 info:n += await Task.Run(() => 1)|}; } };")]
    [InlineData("public Func<Task> M(int n) { return async () => { while (true) { {|ASYNCRACE001 info:n += await Task.Run(() => 1)|}; } }; }")]
    [InlineData("public Func<Task> M(int n) => async () => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; };")]
    [InlineData("public Func<Task> M(int n) => async () => { for (int i = 0; i < 3; i++) { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } };")]
    public Task Loop_ThatIsReturned(string members) => VerifyAsync(members);

    // An actor takes one message after the other.
    [Theory]
    [InlineData("ActorBase", "v += await Task.Run(() => 1)")]
    [InlineData("ActorContextDecorator", "v += await Task.Run(() => 1)")]
    [InlineData("ActorFactory", "{|ASYNCRACE001:v += await Task.Run(() => 1)|}")]
    public Task Actor_HasOneOwner(string @base, string statement) => EngineTest.VerifyAsync(
        "public class " + @base + " { } public class C : " + @base + " { int v; public async Task ReceiveAsync() { " + statement + "; } }");

    // What stands for one thing that is to be done has one who does it.
    [Theory]
    [InlineData("RestoreCommand", "", "{|ASYNCRACE001 info:v += await Task.Run(() => 1)|}")]
    [InlineData("OrderUnitOfWork", "", "{|ASYNCRACE001 info:v += await Task.Run(() => 1)|}")]
    [InlineData("RedisPipeline", "", "{|ASYNCRACE001 info:v += await Task.Run(() => 1)|}")]
    [InlineData("Pipelines", "", "{|ASYNCRACE001:v += await Task.Run(() => 1)|}")]
    [InlineData("UploadOperation", "", "{|ASYNCRACE001 info:v += await Task.Run(() => 1)|}")]
    [InlineData("RestoreCommand", " : System.Windows.Input.ICommand", "{|ASYNCRACE001:v += await Task.Run(() => 1)|}")]
    [InlineData("Commander", "", "{|ASYNCRACE001:v += await Task.Run(() => 1)|}")]
    [InlineData("RestoreCommand", "", "{|ASYNCRACE001:s_v += await Task.Run(() => 1)|}")]
    public Task Object_OfOneOperation(string type, string contract, string statement) => EngineTest.VerifyAsync(
        "namespace System.Windows.Input { public interface ICommand { } } public class " + type + contract + " { int v; static int s_v; public void Clear() { v = 0; s_v = 0; } public async Task ExecuteAsync() { " + statement + "; } }");

    // A lock that only the names of two methods tell of keeps others out, and says nothing of what its author expects.
    [Theory]
    [InlineData("interface IDoor { Task EnterLockAsync(); void ExitLock(); } IDoor door; public async Task M() { if (o == null) { await door.EnterLockAsync(); {|ASYNCRACE007 info:o = new()|}; door.ExitLock(); } }")]
    [InlineData("interface IDoor { Task EnterLockAsync(); void ExitLock(); } IDoor door; public async Task M() { await door.EnterLockAsync(); if (o == null) { await Task.Yield(); o = new(); } door.ExitLock(); }")]
    [InlineData("readonly SemaphoreSlim door = new(1, 1); public async Task M() { if (o == null) { await door.WaitAsync(); {|ASYNCRACE007:o = new()|}; door.Release(); } }")]
    public Task Lock_ThatOnlyNamesTellOf(string members) => VerifyAsync(members);

    // The lock of another object is there for that object's members.
    [Theory]
    [InlineData("lock (part.gate) { if (o == part) return; }", "info")]
    [InlineData("lock (part.gate) { if (o == part) return; o = null; }", "warning")]
    [InlineData("lock (gate) { if (o == part) return; }", "warning")]
    public Task Lock_OfAnotherObject(string look, string severity) => VerifyAsync(
        "C part; public async Task M() { if (o == null) { await Task.Yield(); {|ASYNCRACE007" + (severity == "info" ? " info" : "") + ":o = new()|}; } } public void Look() { " + look + " }");

    // lock { look } await; lock { set }: whoever gives the lock back for as long as he looks for the answer knows that others do.
    [Theory]
    [InlineData("public async Task M() { lock (gate) { if (o != null) return; } var found = await Task.Run(() => new object()); lock (gate) { {|ASYNCRACE007 info:o = found|}; } }")]
    [InlineData("public async Task M() { if (o != null) return; var found = await Task.Run(() => new object()); lock (gate) { {|ASYNCRACE007:o = found|}; } }")]
    [InlineData("readonly object other = new(); public async Task M() { lock (other) { if (o != null) return; } var found = await Task.Run(() => new object()); lock (gate) { {|ASYNCRACE007:o = found|}; } }")]
    [InlineData("readonly SemaphoreSlim turn = new(1, 1); public async Task M() { lock (gate) { if (o != null) return; } await turn.WaitAsync(); try { lock (gate) { {|ASYNCRACE007 info:o = new()|}; } } finally { turn.Release(); } }")]
    [InlineData("public async Task M() { lock (gate) { if (v != 0) return; } await Task.Yield(); lock (gate) { {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("public async Task M() { lock (gate) { if (v != 0) return; } await Task.Yield(); lock (gate) { {|ASYNCRACE002:v++|}; } }")]
    [InlineData("public async Task M() { int t; lock (gate) { t = v; } await Task.Yield(); lock (gate) { {|ASYNCRACE001:v = t + 1|}; } }")]
    [InlineData("IDisposable d; public async void M() { lock (gate) { if (d != null) return; } var found = await Task.Run(() => new SemaphoreSlim(1)); lock (gate) { {|ASYNCRACE007:d = found|}; } }")]
    public Task Lock_ThatIsGivenBackForTheAnswer(string members) => VerifyAsync(members);
}
