namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>003: which changes break an enumeration was measured on .NET 10; snapshots, buffers and held locks keep it whole.</summary>
[Trait("Semantics", "Collections in use")]
public sealed class CollectionAcrossAwaitTests
{
    private const string Frame = """
        public interface ISocket { Task SendAsync(); void Close(); }
        public class Server
        {
            private readonly Dictionary<string, ISocket> _sockets = new();
            private readonly List<ISocket> _list = new();
            private readonly Dictionary<string, int> _shrinking = new();
            private readonly Dictionary<string, int> _growing = new();
            private readonly HashSet<int> _ids = new();
            private readonly Queue<ISocket> _queue = new();
            private readonly ISocket[] _array = new ISocket[4];
            private readonly List<ISocket> _guarded = new();
            private readonly List<ISocket> _ownList = new();
            private readonly SemaphoreSlim _gate = new(1, 1);

            public Server(ISocket first) => _ownList.Add(first);
            public void Disconnect(string name) { if (_sockets.Remove(name, out var socket)) socket.Close(); }
            public void Unsubscribe(ISocket socket) => _list.Remove(socket);
            public void Forget(string name) => _shrinking.Remove(name);
            public void Learn(string name) => _growing.Add(name, 1);
            public void ForgetId(int id) => _ids.Remove(id);
            public void Next() => _queue.Dequeue();
            public void Replace(ISocket socket) => _array[0] = socket;
            public async Task RemoveAsync(ISocket socket) { await _gate.WaitAsync(); try { _guarded.Remove(socket); } finally { _gate.Release(); } }

            public async Task UseAsync() { /* statement */ }
        }
        """;

    [Theory]
    [InlineData("foreach (var s in {|ASYNCRACE003:_list|}) await s.SendAsync();")]
    [InlineData("foreach (var s in {|ASYNCRACE003:_list.Where(x => x != null)|}) { await s.SendAsync(); }")]
    [InlineData("foreach (var s in {|ASYNCRACE003:_queue|}) await s.SendAsync();")]
    [InlineData("foreach (var (_, s) in {|ASYNCRACE003:_sockets|}) await s.SendAsync();")]
    [InlineData("foreach (var s in {|ASYNCRACE003:_sockets.Values|}) await s.SendAsync();")]
    [InlineData("foreach (var e in {|ASYNCRACE003 info:_growing|}) await Task.Delay(e.Value);")]
    [InlineData("await Task.WhenAll({|ASYNCRACE003:_sockets.Values.Select(s => s.SendAsync())|});")]
    [InlineData("var all = _sockets.Select(p => p.Value.SendAsync()).ToList(); await Task.WhenAll({|ASYNCRACE003:all|});")]
    [InlineData("for (int n = 0; n < 3; n++) foreach (var s in {|ASYNCRACE003:_list|}) await s.SendAsync();")]
    public Task Enumeration_ThatOthersBreak(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("foreach (var s in _list.ToArray()) await s.SendAsync();")]
    [InlineData("foreach (var s in new List<ISocket>(_list)) await s.SendAsync();")]
    [InlineData("foreach (var s in _list.OrderBy(x => x.GetHashCode())) await s.SendAsync();")]
    [InlineData("foreach (var e in _shrinking) await Task.Delay(e.Value);")]
    [InlineData("foreach (int id in _ids) await Task.Delay(id);")]
    [InlineData("foreach (var s in _array) await s.SendAsync();")]
    [InlineData("foreach (var s in _ownList) await s.SendAsync();")]
    [InlineData("foreach (var s in _list) s.SendAsync().Wait(); await Task.Yield();")]
    [InlineData("await _gate.WaitAsync(); try { foreach (var s in _guarded) await s.SendAsync(); } finally { _gate.Release(); }")]
    [InlineData("foreach (var s in _list) { await s.SendAsync(); break; }")]
    [InlineData("var query = _list.Where(x => x != null); await Task.Yield(); foreach (var s in query) s.Close();")]
    [InlineData("await Task.WhenAll(_list.Select(s => s.SendAsync()));")]
    [InlineData("foreach (var s in _list) await Task.CompletedTask;")]
    public Task Enumeration_ThatStaysWhole(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("public void Initialize() => _parts.Add(1);", false)]
    [InlineData("public async Task StartAsync() { await FillAsync(); } private async Task FillAsync() { await Task.Yield(); _parts.Add(1); }", false)]
    [InlineData("public void SetUp() { _parts.Clear(); _parts.Add(1); }", false)]
    [InlineData("public void Initialize() => _parts.Add(1); public void Add(int part) => _parts.Add(part);", true)]
    [InlineData("public async Task StartAsync() { _ = FillAsync(); await Task.Yield(); } private async Task FillAsync() { await Task.Yield(); _parts.Add(1); }", true)]
    [InlineData("public void Load() => _parts.Add(1);", true)]
    [InlineData("public Assembly With(int part) { _parts.Add(part); return this; }", false)]
    [InlineData("public Assembly Without(int part) { if (part > 0) { _parts.Remove(part); return this; } return this; }", false)]
    [InlineData("public object Without(int part) { _parts.Remove(part); return this; }", false)]
    [InlineData("public Assembly Without(int part) { System.Array.ForEach(new[] { part }, one => _parts.Remove(one)); return this; }", false)]
    [InlineData("public Assembly With(int part) { _parts.Add(part); return part > 0 ? this : new(); }", true)]
    [InlineData("public Assembly With(int part) { if (part < 0) return null; _parts.Add(part); return this; }", true)]
    [InlineData("public void StartJob(int part) => _parts.Add(part);", true)]
    [InlineData("public void PrepareOrder(int part) => _parts.Add(part);", true)]
    public Task Collection_ThatIsFilledBeforeUse(string members, bool isReported) => RaceTest.VerifyAsync(
        "public class Assembly { private readonly List<int> _parts = new(); public async Task UseAsync() { foreach (int p in " + (isReported ? "{|ASYNCRACE003 info:_parts|}" : "_parts") + ") await Task.Delay(p); } " + members + " }");

    [Theory]
    [InlineData("public void Initialize() { lock (_parts) _parts.Add(1); }")]
    [InlineData("public void Initialize() => _parts.Remove(1);")]
    [InlineData("public void Without(int part) { System.Array.ForEach(new[] { part }, one => _parts.Remove(one)); }")]
    public Task Collection_ThatIsChangedAtTheStartAndShared(string members) => RaceTest.VerifyAsync(
        "public class Assembly { private readonly List<int> _parts = new(); public async Task UseAsync() { foreach (int p in {|ASYNCRACE003:_parts|}) await Task.Delay(p); } " + members + " }");

    // However many put something into a builder at once: it is built when all of them are done.
    [Theory]
    [InlineData("PathBuilder", "lock (_parts) _parts.Add(part);", false)]
    [InlineData("PathBuilder", "lock (_parts) _parts.Remove(part);", true)]
    [InlineData("BuilderPath", "lock (_parts) _parts.Add(part);", true)]
    public Task Builder_ThatSeveralPutSomethingInto(string type, string change, bool isWarning) => RaceTest.VerifyAsync(
        "public class " + type + " { private readonly List<int> _parts = new(); public async Task BuildAsync() { foreach (int p in {|ASYNCRACE003" + (isWarning ? "" : " info") + ":_parts|}) await Task.Delay(p); } public void Put(int part) { " + change + " } }");

    // Who awaits one step and then the next has them one after the other.
    [Theory]
    [InlineData("public void Remove(int part) => _parts.Remove(part);", true)]
    [InlineData("public Task RemoveAsync(int part) { _parts.Remove(part); return Task.CompletedTask; }", true)]
    [InlineData("public async Task RemoveAsync(int part) { await Task.Yield(); _parts.Remove(part); }", false)]
    [InlineData("public async Task RemoveAsync(int part) => await Task.Run(() => _parts.Remove(part));", false)]
    [InlineData("public async void Remove(int part) { await Task.Yield(); _parts.Remove(part); }", true)]
    public Task Change_ByAnotherStep(string members, bool isWarning) => RaceTest.VerifyAsync(
        "public class Assembly { private readonly List<int> _parts = new(); public async Task UseAsync() { foreach (int p in {|ASYNCRACE003" + (isWarning ? "" : " info") + ":_parts|}) await Task.Delay(p); } " + members + " }");

    private static Task VerifyAsync(string statement) => RaceTest.VerifyAsync(Frame.Replace("/* statement */", statement, StringComparison.Ordinal));
}
