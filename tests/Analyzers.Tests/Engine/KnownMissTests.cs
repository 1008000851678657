namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What docs/semantics.md says is missed, or taken for racy although it is right. Where one of these fails, the page has become better than it says.</summary>
[Trait("Semantics", "What is knowingly missed")]
public sealed class KnownMissTests
{
    [Theory]
    [InlineData("given.Count += await F();")]
    [InlineData("byKey[key].Count += await F();")]
    [InlineData("var o = new Config(); byKey[key] = o; o.Count += await F();")]
    [InlineData("conf.Next!.Next!.Count += await F();")]
    public Task Place(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("var t = n; await F(); if (n == 0) n = t + 1;")]
    [InlineData("var t = n; await F(); Show(Interlocked.Exchange(ref n, t + 1));")]
    [InlineData("var t = concurrent[key]; await F(); concurrent[key] = t + 1;")]
    [InlineData("if (!map.ContainsKey(key)) map[key] = await F();")]
    [InlineData("if (!set.Contains(key)) { await F(); set.Add(key); }")]
    [InlineData("var was = busy; busy = true; await F(); busy = was;")]
    [InlineData("conf.Count = await F();")]
    [InlineData("conf = await Reload(conf.Version);")]
    [InlineData("phase = await phase.NextAsync();")]
    [InlineData("foreach (var x in own) { await F(); own.Remove(x); }")]
    [InlineData("for (int j = 0; j < list.Count; j++) Show(list[j] + await F());")]
    public Task ValueOrCheck(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("await sem.WaitAsync(); try { n = n + await F(); } finally { sem.Release(); }")]
    [InlineData("using (await readers.ReaderLockAsync()) { n = n + await F(); }")]
    [InlineData("await sem.WaitAsync(5); try { n = n + await F(); } finally { sem.Release(); }")]
    [InlineData("await handed.WaitAsync(); try { n = n + await F(); } finally { handed.Release(); }")]
    public Task Lock(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("var t = n; await Done(); {|ASYNCRACE001:n = t + 1|};")]
    [InlineData("await limited(async () => { {|ASYNCRACE001:n = n + await F()|}; });")]
    public Task CorrectCode_TakenForRacy(string statement) => VerifyAsync(statement);

    private static Task VerifyAsync(string statement) => EngineTest.VerifyMemberAsync(
        """
        public sealed class ReaderWriter { public Task<IDisposable> ReaderLockAsync() => throw null!; }
        private readonly Func<Func<Task>, Task> limited = static _ => Task.CompletedTask;
        private readonly ReaderWriter readers = new();
        private readonly SemaphoreSlim handed = Make();
        private static SemaphoreSlim Make() => new(4, 4);
        private readonly Dictionary<string, Config> byKey = new();
        private readonly List<int> own = new() { 1 };
        public sealed class Phase { public Task<Phase> NextAsync() => Task.Run(() => new Phase()); }
        private Phase phase = new();
        private static Task Done() => Task.CompletedTask;
        public async Task M(string key, Config given) {
        """ + statement + " }");
}
