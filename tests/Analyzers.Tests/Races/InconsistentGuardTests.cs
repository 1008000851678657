using AsyncRace.Analyzers.Tests.Configuration;
using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>ASYNCRACE005.</summary>
[Trait("Semantics", "Locks")]
public sealed class InconsistentGuardTests
{
    private const string Frame = """
        #nullable enable
        public class Service
        {
            private readonly object _gate = new();
            private static readonly object s_gate = new();
            private readonly object _other = new();
            private readonly Lock _modern = new();
            private int _running;
            private readonly SemaphoreSlim _sem = new(1, 1);
            private int _n;
            private static int s_n;
            private volatile int _v;
            private bool _closed;
            private object? _conn;
            private readonly List<int> _list = new();
            private static Task<int> F() => Task.Run(() => 1);
            private static Task<object> Connect() => Task.Run(() => new object());
            /* members */
        }
        """;

    private const string AddAsync = "public async Task AddAsync() { await _sem.WaitAsync(); try { int n = _n; _n = n + await F(); } finally { _sem.Release(); } } ";
    private const string AddSync = "public async Task Add() { await F(); lock (_gate) { _n++; } } public void Twice() { lock (_gate) { _n *= 2; } } ";
    private const string GetAsync = "public async Task<object> GetAsync() { await _sem.WaitAsync(); try { if (_conn is null) _conn = await Connect(); return _conn; } finally { _sem.Release(); } } ";
    private const string PushAsync = "public async Task PushAsync() { await _sem.WaitAsync(); try { _list.Add(await F()); } finally { _sem.Release(); } } public async Task PopAsync() { await _sem.WaitAsync(); try { _list.RemoveAt(0); } finally { _sem.Release(); } } ";

    private static string In(string members) => Frame.Replace("/* members */", members, StringComparison.Ordinal);

    [Theory]
    [InlineData(AddAsync + "public void Clear() => {|ASYNCRACE005 info:_n = 0|};")]
    [InlineData(AddAsync + "public void Bump() { {|ASYNCRACE005 info:_n++|}; }")]
    [InlineData(AddAsync + "public void Set(int n) { lock (this) { } {|ASYNCRACE005 info:_n = n|}; }")]
    [InlineData(AddSync + "public void Clear() => {|ASYNCRACE005 info:_n = 0|};")]
    [InlineData(GetAsync + "public void Drop() => {|ASYNCRACE005 info:_conn = null|};")]
    [InlineData(PushAsync + "public void Push() => {|ASYNCRACE005 info:_list.Add(1)|};")]
    [InlineData(PushAsync + "public void Clear() => {|ASYNCRACE005 info:_list.Clear()|};")]
    [InlineData(AddAsync + "public void Clear() => Reset(); private void Reset() => {|ASYNCRACE005 info:_n = 0|};")]
    [InlineData("public async Task Add() { await F(); lock (s_gate) { s_n++; } } public static void Twice() { lock (s_gate) { s_n *= 2; } } public void Clear() => {|ASYNCRACE005 info:s_n = 0|};")]
    public Task Write_WithoutTheUsualLock_IsReported(string members) => EngineTest.VerifyAsync(In(members));

    [Theory]
    // Held, one way or another.
    [InlineData(AddAsync + "public void Clear() { _sem.Wait(); try { _n = 0; } finally { _sem.Release(); } }")]
    [InlineData(AddAsync + "public void Clear() { _sem.Wait(); try { Reset(); } finally { _sem.Release(); } } private void Reset() => _n = 0;")]
    [InlineData(AddAsync + "public void Clear() { _sem.Wait(); try { Reset(); } finally { _sem.Release(); } } internal void Reset() => _n = 0;")]
    [InlineData(AddAsync + "internal void ClearUnderLock() => _n = 0;")]
    [InlineData(AddAsync + "protected virtual void OnClear() => _n = 0;")]
    [InlineData(AddAsync + "public void Clear() => WithLock(() => _n = 0); private static void WithLock(Action a) { }")]
    [InlineData(AddAsync + "public void Clear() { lock (_other) { _n = 0; } }")]
    [InlineData(AddAsync + "public void Clear() { lock (_modern) { _n = 0; } }")]
    [InlineData(AddAsync + "private async void Loop() { try { try { await F(); } catch (Exception) { if (_closed) return; } await F(); lock (_modern) { _n = 0; } } catch (Exception) { } }")]
    [InlineData("public async Task RunAsync() { if (Interlocked.CompareExchange(ref _running, 1, 0) != 0) return; await StepAsync(); } private async Task StepAsync() { object? c = _conn; await F(); _conn = c; } public void Clear() => _conn = null;")]
    [InlineData(AddAsync + "public void Clear() => Interlocked.Exchange(ref _n, 0);")]
    [InlineData(AddAsync + "public void Clear() => Volatile.Write(ref _n, 0);")]
    // Before others know the object, or when they are done with it.
    [InlineData(AddAsync + "public Service() => _n = 1;")]
    [InlineData(AddAsync + "public Service() => Prepare(); private void Prepare() => _n = 1;")]
    [InlineData(AddAsync + "public static Service Make() { var s = new Service(); s._n = 1; return s; }")]
    [InlineData(AddAsync + "public void Dispose() => _n = 0;")]
    [InlineData(AddAsync + "public void Start() => _n = 0;")]
    [InlineData(AddAsync + "public Task StopAsync() { _n = 0; return Task.CompletedTask; }")]
    [InlineData(AddAsync + "public void Start() => Reset(); private void Reset() => _n = 0;")]
    // Reads may look without the lock.
    [InlineData(AddAsync + "public int Count => _n;")]
    // A lock that is held for something else.
    [InlineData("public async Task SetAsync() { await _sem.WaitAsync(); try { _n = await F(); } finally { _sem.Release(); } } public void Clear() => _n = 0;")]
    [InlineData("public async Task Set() { await F(); lock (_gate) { _n = 1; } } public void Clear() => _n = 0; public void Clear2() => _n = 2;")]
    [InlineData("public async Task ReadAsync() { await _sem.WaitAsync(); try { await Task.Delay(_n); } finally { _sem.Release(); } } public void Clear() => _n = 0;")]
    // Not the way the location is used.
    [InlineData("public async Task Add() { await F(); lock (_gate) { _n++; } } public void A() => _n = 1; public void B() => _n = 2; public int C => _n;")]
    [InlineData(AddAsync + "public void A() => _n = 1; public void B() => _n = 2; public void C() => _n = 3;")]
    // A flag, a volatile field.
    [InlineData("public async Task CloseAsync() { await _sem.WaitAsync(); try { if (_closed) return; await F(); _closed = true; } finally { _sem.Release(); } } public void Open2() => _closed = false;")]
    [InlineData("public async Task Add() { await F(); lock (_gate) { _v = _v + 1; } } public void Clear() => _v = 0;")]
    // One owner.
    [InlineData("public class ConfinedAttribute : Attribute { } } [Service.Confined] public class Owned { private readonly SemaphoreSlim _sem = new(1, 1); private int _n; private static Task<int> F() => Task.Run(() => 1); " + AddAsync + "public void Clear() => _n = 0;")]
    // Reported already.
    [InlineData(AddAsync + "public async Task Other() { int n = _n; await F(); {|ASYNCRACE001:_n = n + 1|}; }")]
    // Each object has its own.
    [InlineData("public async Task Add() { await F(); lock (_gate) { s_n++; } } public void Twice() { lock (_gate) { s_n *= 2; } } public void Clear() => s_n = 0;")]
    public Task Write_ThatIsRight_IsSilent(string members) => EngineTest.VerifyAsync(In(members));

    [Fact]
    public Task Confidence_High_IsSilent() =>
        EngineTest.VerifyAsync(ConfiguredOptions.ForAll("asyncrace_confidence = high"), In(AddAsync + "public void Clear() => _n = 0;"));

    [Fact]
    public async Task Message_NamesLockSectionAndAwait()
    {
        var findings = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(In("\n" + AddAsync + "\npublic void Clear() => _n = 0;")));
        Assert.Equal(
            "'_n' is written without '_sem', which 'AddAsync' holds around its own read and write on line 19, across an await",
            Assert.Single(findings).GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
