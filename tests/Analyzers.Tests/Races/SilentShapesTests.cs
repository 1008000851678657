namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>
/// The shapes that must stay silent (docs/semantics.md), each with its nearest neighbour that must not: so that a shape is silent for its
/// own reason, and not because the engine looked away.
/// </summary>
[Trait("Semantics", "What stays silent")]
public sealed class SilentShapesTests
{
    [Fact]
    public async Task Shape01_FreshReadAfterTheAwait()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { int n = await FetchAsync(); lock (_gate) { _total += n; } Show(_total); }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int t = _total; int n = await FetchAsync(); lock (_gate) { {|ASYNCRACE001:_total = t + n|}; } }");
    }

    [Fact]
    public async Task Shape02_DoubleCheckAfterTheAwait()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_cfg is null) { var c = await LoadAsync(); if (_cfg is null) _cfg = c; } }");
        await RaceTest.VerifyMemberAsync("public async Task<Config> M() { if (_cfg is null) { var c = await LoadAsync(); return _cfg ??= c; } return _cfg; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_cfg is null) { var c = await LoadAsync(); if (c is not null) {|ASYNCRACE007 info:_cfg = c|}; } }");
    }

    [Fact]
    public async Task Shape03_BusyFlagClaimedBeforeTheAwait()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_busy) return; _busy = true; try { await SyncAsync(); } finally { _busy = false; } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_busy) return; await SyncAsync(); {|ASYNCRACE002 info:_busy = true|}; }");
    }

    [Fact]
    public async Task Shape04_TwoFieldsTestedAndOneClaimed()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_cfg is not null || _loading) return; _loading = true; try { _cfg = await LoadAsync(); } finally { _loading = false; } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_cfg is not null || _loading) return; {|ASYNCRACE007 info:_cfg = await LoadAsync()|}; }");
    }

    [Fact]
    public async Task Shape05_SemaphoreHeldFromReadToWrite()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { await _sem.WaitAsync(); try { _balance += await FetchAsync(); } finally { _sem.Release(); } }");
        await RaceTest.VerifyMemberAsync(
            """
            public async Task M()
            {
                await _sem.WaitAsync();
                int b = _balance;
                _sem.Release();
                int p = await FetchAsync();
                await _sem.WaitAsync();
                try { {|ASYNCRACE001:_balance = b + p|}; } finally { _sem.Release(); }
            }
            """);
    }

    [Fact]
    public async Task Shape06_DoubleCheckedSemaphore()
    {
        await RaceTest.VerifyMemberAsync(
            """
            public async Task<object> M()
            {
                if (_conn is not null) return _conn;
                await _sem.WaitAsync();
                try { if (_conn is null) _conn = await ConnectAsync(); return _conn; }
                finally { _sem.Release(); }
            }
            """);
        await RaceTest.VerifyMemberAsync(
            """
            public async Task<object> M()
            {
                if (_conn is not null) return _conn;
                await _sem.WaitAsync();
                try { {|ASYNCRACE007:_conn = await ConnectAsync()|}; return _conn; }
                finally { _sem.Release(); }
            }
            """);
    }

    [Fact]
    public async Task Shape07_DisposableAsyncLock()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { using (await _mutex.LockAsync()) { int n = _seq; int step = await FetchAsync(); _seq = n + step; } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { using var _ = await _mutex.LockAsync(); int n = _seq; int step = await FetchAsync(); _seq = n + step; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int n; using (await _mutex.LockAsync()) { n = _seq; } int step = await FetchAsync(); using (await _mutex.LockAsync()) { {|ASYNCRACE001:_seq = n + step|}; } }");
    }

    [Fact]
    public Task Shape07_ReadOnOnePathOnlyUnderTheLock() => RaceTest.VerifyMemberAsync(
        "public async Task M(bool a) { using (await _mutex.LockAsync()) { var c = (a ? null : _conn) ?? new object(); await SyncAsync(); if (!a) _conn = c; } }");

    [Fact]
    public async Task Shape07_LambdaThatIsRunUnderTheLock()
    {
        const string Exclusively = "private async Task ExclusivelyAsync(Func<Task> work) { await _sem.WaitAsync(); try { await work(); } finally { _sem.Release(); } }";
        const string Freely = "private async Task FreelyAsync(Func<Task> work) { await _sem.WaitAsync(); _sem.Release(); await work(); }";
        await RaceTest.VerifyMemberAsync(Exclusively + "public async Task M() { await ExclusivelyAsync(async () => { _n = _n + await FetchAsync(); }); }");
        await RaceTest.VerifyMemberAsync(Freely + "public async Task M() { await FreelyAsync(async () => { {|ASYNCRACE001:_n = _n + await FetchAsync()|}; }); }");
    }

    [Fact]
    public async Task Shape08_PublishedByCompareExchange()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_conn is null) { var c = await ConnectAsync(); Interlocked.CompareExchange(ref _conn, c, null); } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_conn is null) { var c = await ConnectAsync(); {|ASYNCRACE007:Volatile.Write(ref _conn, c)|}; } }");
    }

    [Fact]
    public async Task Shape09_InterlockedGate()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { if (Interlocked.Exchange(ref _running, 1) == 1) return; try { int n = _done; int d = await FetchAsync(); _done = n + d; } finally { Volatile.Write(ref _running, 0); } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (Interlocked.CompareExchange(ref _running, 1, 0) != 0) return; try { int n = _done; int d = await FetchAsync(); _done = n + d; } finally { Interlocked.Exchange(ref _running, 0); } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (Interlocked.Exchange(ref _running, 1) == 1) return; int n = _done; Volatile.Write(ref _running, 0); int d = await FetchAsync(); {|ASYNCRACE001:_done = n + d|}; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { Interlocked.Exchange(ref _running, 1); int n = _done; int d = await FetchAsync(); {|ASYNCRACE001:_done = n + d|}; }");
    }

    [Fact]
    public async Task Shape10_InFlightCounter()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { _inFlight++; try { await SyncAsync(); } finally { _inFlight--; } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int before = _inFlight++; try { await SyncAsync(); } finally { {|ASYNCRACE001:_inFlight = before|}; } }");
    }

    [Fact]
    public async Task Shape11_LocalAccumulator()
    {
        await RaceTest.VerifyMemberAsync("public async Task<int> M(int[] ids) { int sum = 0; foreach (int id in ids) sum += await FetchAsync(); return ids.Count(id => id < sum); }");
        await RaceTest.VerifyMemberAsync("public async Task<int> M(int[] ids) { int sum = 0; await Task.WhenAll(ids.Select(async id => { {|ASYNCRACE001:sum += await FetchAsync()|}; })); return sum; }");
    }

    [Fact]
    public async Task Shape12_CapturedByOneLambdaAwaitedInPlace()
    {
        await RaceTest.VerifyMemberAsync("public async Task<int> M() { int total = 0; await RetryAsync(async () => { total += await FetchAsync(); }); return total; }");
        await RaceTest.VerifyMemberAsync("public async Task<int> M() { int total = 0; var all = new List<Task>(); for (int i = 0; i < 9; i++) all.Add(Task.Run(async () => { {|ASYNCRACE001:total += await FetchAsync()|}; })); await Task.WhenAll(all); return total; }");
    }

    [Fact]
    public async Task Shape13_FreshlyCreatedObject()
    {
        await RaceTest.VerifyMemberAsync("public async Task<Order> M() { var order = new Order(); order.Total += await FetchAsync(); if (order.Number == 0) order.Number = await FetchAsync(); return order; }");
        await RaceTest.VerifyMemberAsync("private readonly Order _order = new(); public async Task<Order> M() { var order = _order; {|ASYNCRACE001:order.Total += await FetchAsync()|}; return order; }");
    }

    [Fact]
    public async Task Shape14_AsyncFactory()
    {
        await RaceTest.VerifyAsync(
            """
            public class Catalog
            {
                private int _v;
                public static async Task<Catalog> CreateAsync() { var c = new Catalog(); await c.InitAsync(); return c; }
                private async Task InitAsync() { int s = _v; int n = await Task.Run(() => 1); _v = s + n; }
            }
            """);
        await RaceTest.VerifyAsync(
            """
            public class Catalog
            {
                private int _v;
                public static async Task<Catalog> CreateAsync() { var c = new Catalog(); await c.FillAsync(); return c; }
                public Task ReloadAsync() => FillAsync();
                private async Task FillAsync() { int s = _v; int n = await Task.Run(() => 1); {|ASYNCRACE001 info:_v = s + n|}; }
            }
            """);
    }

    [Fact]
    public async Task Shape15_ParameterOfARequest()
    {
        await RaceTest.VerifyMemberAsync("public async Task M(RequestContext ctx) { if (ctx.User is null) ctx.User = await FetchTextAsync(); ctx.Status = 200; }");
        await RaceTest.VerifyMemberAsync("private readonly RequestContext _ctx = new(); public async Task M() { if (_ctx.User is null) {|ASYNCRACE007 info:_ctx.User = await FetchTextAsync()|}; _ctx.Status = 200; }");
    }

    [Fact]
    public async Task Shape16_BlindOverwriteAfterAnUnrelatedRead()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { Show(_latest); _latest = await FetchTextAsync(); IsLoading = false; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { {|ASYNCRACE001:_latest = _latest + await FetchTextAsync()|}; }");
    }

    [Fact]
    public async Task Shape17_GuardOnAnotherMember()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { ObjectDisposedException.ThrowIf(_disposed, this); if (_link.IsOpen) _link.LastUsed = await NowAsync(); }");
        await RaceTest.VerifyMemberAsync("public async Task M() { if (_link.LastUsed < DateTime.Now) {|ASYNCRACE002 info:_link.LastUsed = await NowAsync()|}; }");
    }

    [Fact]
    public async Task Shape18_TaskStoredBeforeItIsAwaited()
    {
        await RaceTest.VerifyMemberAsync("private Task<Config> GetAsync() => _load ??= LoadAsync(); public async Task<string> M() { var config = await (_load ??= LoadAsync()); return config.Region; }");
        await RaceTest.VerifyMemberAsync("public async Task<string> M() { var config = {|ASYNCRACE007 info:_cfg ??= await LoadAsync()|}; return config.Region; }");
    }

    [Fact]
    public async Task Shape19_VersionToken()
    {
        await RaceTest.VerifyMemberAsync("public async Task M(string q) { int mine = ++_generation; var found = await SearchAsync(q); if (mine != _generation) return; _result = found; }");
        await RaceTest.VerifyMemberAsync("public async Task M(string q) { if (_cfg is not null) return; int seen = _generation; var c = await LoadAsync(); if (seen == _generation) _cfg = c; }");
        await RaceTest.VerifyMemberAsync("public async Task M(string q) { if (_cfg is not null) return; int seen = _generation; var c = await LoadAsync(); if (seen == 0) {|ASYNCRACE007 info:_cfg = c|}; }");
    }

    [Fact]
    public async Task Shape20_BatchTakenOutAndDrainLoop()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { var batch = _pending; _pending = new(); try { await SendAsync(batch); } catch (IOException) { _pending.InsertRange(0, batch); } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { while (_queue.Count > 0) { var x = _queue.Dequeue(); await RunAsync(x); } }");
        await RaceTest.VerifyMemberAsync("public async Task M() { while (_queue.Count > 0) { await SyncAsync(); var x = {|ASYNCRACE002:_queue.Dequeue()|}; Show(x); } } public void Drop() => _queue.Dequeue(); private readonly object _one = new(); public void Clear() { lock (_one) _queue.Clear(); }");
    }

    [Fact]
    public async Task Shape21_SnapshotEnumeration() => await RaceTest.VerifyMemberAsync(
        """
        public async Task M()
        {
            foreach (var s in _subs.ToArray()) await s.SendAsync();
            foreach (var v in _byId.Values.ToList()) await v.SendAsync();
            string[] copy = _names.ToArray();
            await SyncAsync();
            Show(copy);
        }
        """);

    [Fact]
    public async Task Shape22_ImmutableConcurrentOrFilledInTheConstructor() => await RaceTest.VerifyAsync(
        """
        public class Broadcaster
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<int, Func<Task>> _concurrent = new();
            private System.Collections.Immutable.ImmutableList<Func<Task>> _immutable = System.Collections.Immutable.ImmutableList<Func<Task>>.Empty;
            private readonly List<Func<Task>> _filledInConstructor = new();
            public Broadcaster(Func<Task> f) { _filledInConstructor.Add(f); }
            public void Add(Func<Task> f) { _concurrent.TryAdd(1, f); _immutable = _immutable.Add(f); }
            public async Task M()
            {
                foreach (var e in _concurrent) await e.Value();
                foreach (var n in _immutable) await n();
                foreach (var f in _filledInConstructor) await f();
            }
        }
        """);

    [Fact]
    public async Task Shape23_ConcurrentDictionaryDecidesAgain()
    {
        await RaceTest.VerifyMemberAsync("public async Task<object> M(int id) { if (_map.TryGetValue(id, out var v)) return v; var created = await ConnectAsync(); return _map.GetOrAdd(id, created); }");
        await RaceTest.VerifyMemberAsync("private readonly Dictionary<int, object> _plain = new(); public async Task<object> M(int id) { if (_plain.TryGetValue(id, out var v)) return v; var created = await ConnectAsync(); {|ASYNCRACE002:_plain.Add(id, created)|}; return created; }");
    }

    [Fact]
    public async Task Shape24_AwaitsThatNeverSuspend()
    {
        await RaceTest.VerifyMemberAsync("public async Task M() { int before = _n; await Task.CompletedTask; _n = before + 1; _n += await Task.FromResult(2); }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int before = _n; await Task.Delay(0).ConfigureAwait(false); _n = before + 1; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int before = _n; await Task.Delay(1); {|ASYNCRACE001:_n = before + 1|}; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int before = _n; await Task.Yield(); {|ASYNCRACE001:_n = before + 1|}; }");
        await RaceTest.VerifyMemberAsync("public async Task M() { int before = _n; await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); {|ASYNCRACE001:_n = before + 1|}; }");
    }

    [Fact]
    public async Task Shape25_SingleBackgroundLoop()
    {
        const string Poller = """
            public class Poller
            {
                private readonly Task _loop;
                private bool _healthy = true;
                private int _backoff;
                public Poller() => _loop = RunAsync();
                /* member */
                private static Task<bool> PollAsync() => Task.Run(() => true);
                private async Task RunAsync()
                {
                    while (_healthy)
                    {
                        int b = _backoff;
                        bool ok = await PollAsync();
                        /* write */
                        if (_backoff > 5000) _healthy = false;
                    }
                }
            }
            """;
        await RaceTest.VerifyAsync(Poller.Replace("/* write */", "_backoff = ok ? 10 : b * 2;", StringComparison.Ordinal));
        await RaceTest.VerifyAsync(Poller
            .Replace("/* member */", "public void Reset() => _backoff = 10;", StringComparison.Ordinal)
            .Replace("/* write */", "{|ASYNCRACE001:_backoff = ok ? 10 : b * 2|};", StringComparison.Ordinal));
    }
}
