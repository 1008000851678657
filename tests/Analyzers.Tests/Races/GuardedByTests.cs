using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>ASYNCRACE004.</summary>
[Trait("Semantics", "Locks")]
public sealed class GuardedByTests
{
    private const string Frame = """
        #nullable enable
        [AttributeUsage(AttributeTargets.All)] public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } }
        public static class Shared { public static readonly object Gate = new(); }
        public class Account
        {
            private readonly object _gate = new();
            private readonly SemaphoreSlim _sem = new(1, 1);
            private static readonly object s_gate = new();
            private object Sync => _gate;
            private object Computed => Shared.Gate.GetType();
            [GuardedBy("_gate")] private int _n;
            [GuardedBy(nameof(_sem))] private int _balance;
            [GuardedBy("this._gate")] private readonly List<int> _list = new();
            [GuardedBy("_gate")] public int Rate { get; set; }
            [GuardedBy("_gate")] private event Action? Changed;
            [GuardedBy("s_gate")] private static int s_total;
            [GuardedBy("this")] private int _own;
            [GuardedBy("Sync")] private int _synced;
            [GuardedBy("Computed")] private int _computed;
            [GuardedBy("_gate")] private void Bump() => _n++;
            [GuardedBy("_sem")] private async Task ApplyAsync(int i) { _balance += i; await Task.Yield(); _balance++; }
            private int _free;
            private readonly Lock _modern = new();
            [GuardedBy("_modern")] private int _m;
            /* members */
        }
        """;

    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync(Frame.Replace("/* members */", members, StringComparison.Ordinal));

    [Theory]
    [InlineData("public void M() => {|ASYNCRACE004:_n|}++;")]
    [InlineData("public int M() => {|ASYNCRACE004:_n|};")]
    [InlineData("public void M() => {|ASYNCRACE004:this._n|} = 1;")]
    [InlineData("public void M() { lock (_gate) { _n++; } {|ASYNCRACE004:_n|}++; }")]
    [InlineData("public void M() { lock (_sem) { {|ASYNCRACE004:_n|}++; } }")]
    [InlineData("public void M(bool c) { if (c) Monitor.Enter(_gate); {|ASYNCRACE004:_n|}++; if (c) Monitor.Exit(_gate); }")]
    [InlineData("public async Task M() { {|ASYNCRACE004:_balance|}++; await _sem.WaitAsync(); try { _balance++; } finally { _sem.Release(); } }")]
    [InlineData("public async Task M() { await _sem.WaitAsync(); _sem.Release(); {|ASYNCRACE004:_balance|}++; }")]
    [InlineData("public async Task M() { _ = _sem.WaitAsync(); {|ASYNCRACE004:_balance|}++; await Task.Yield(); _sem.Release(); }")]
    [InlineData("public void M() => {|ASYNCRACE004:_list|}.Add(1);")]
    [InlineData("public int M() => {|ASYNCRACE004:_list|}.Count;")]
    [InlineData("public void M() => {|ASYNCRACE004:Rate|} = 2;")]
    [InlineData("public void M() => {|ASYNCRACE004:Changed|} += () => { };")]
    [InlineData("public void M() => {|ASYNCRACE004:s_total|}++;")]
    [InlineData("public void M() { lock (_gate) { {|ASYNCRACE004:s_total|}++; } }")]
    [InlineData("public void M() => {|ASYNCRACE004:_own|}++;")]
    [InlineData("public void M() => {|ASYNCRACE004:Bump()|};")]
    [InlineData("public async Task M() => await {|ASYNCRACE004:ApplyAsync(1)|};")]
    [InlineData("public void M() { Action a = {|ASYNCRACE004:Bump|}; a(); }")]
    [InlineData("public void M(Account other) { lock (_gate) { {|ASYNCRACE004:other._n|}++; } }")]
    [InlineData("public void M(Account other) { lock (other._gate) { {|ASYNCRACE004:_n|}++; } }")]
    [InlineData("public Task M() { lock (_gate) { return Task.Run(() => {|ASYNCRACE004:_n|}++); } }")]
    [InlineData("private void Helper() => {|ASYNCRACE004:_n|}++; public void M() { lock (_gate) { Helper(); } } public void N() => Helper();")]
    [InlineData("public void M() { Action later = () => {|ASYNCRACE004:_n|}++; lock (_gate) { later(); } Hand(later); } private static void Hand(Action a) { }")]
    [InlineData("private sealed class Inner { private readonly Account outer; public Inner(Account a) => outer = a; public void M() => {|ASYNCRACE004:outer._n|}++; }")]
    public Task Use_WithoutTheLock_IsReported(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void M() { lock (_gate) { _n++; } }")]
    [InlineData("public void M() { lock (_gate) _list.Add(_n); }")]
    [InlineData("public void M() { Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); } }")]
    [InlineData("public async Task M() { await _sem.WaitAsync(); try { _balance += await Task.Run(() => 1); } finally { _sem.Release(); } }")]
    [InlineData("public async Task M() { if (!await _sem.WaitAsync(0)) return; try { _balance++; } finally { _sem.Release(); } }")]
    [InlineData("public async Task M() { await _sem.WaitAsync(); try { await ApplyAsync(1); } finally { _sem.Release(); } }")]
    [InlineData("public void M() { lock (_gate) { Bump(); } }")]
    [InlineData("public Account() { _n = 1; _list.Add(1); Rate = 2; Bump(); Changed += () => { }; }")]
    [InlineData("public Account() => Prepare(); private void Prepare() => _n = 1;")]
    [InlineData("static Account() => s_total = 1;")]
    [InlineData("public static Account Make() { var a = new Account(); a._n = 1; a.Rate = 2; a.Bump(); return a; }")]
    [InlineData("public static Account Make() => new Account { Rate = 2, _n = 1 };")]
    [InlineData("private void Helper() => _n++; public void M() { lock (_gate) { Helper(); } } public void N() { lock (_gate) Helper(); }")]
    [InlineData("private void Helper() => Inner(); private void Inner() => _n++; public void M() { lock (_gate) { Helper(); } }")]
    [InlineData("public int M() { lock (_gate) { return _list.Where(x => x > _n).Count(); } }")]
    [InlineData("public void M() { void Local() => _n++; lock (_gate) { Local(); } }")]
    [InlineData("public string M() => nameof(_n) + nameof(_list) + nameof(Bump);")]
    [InlineData("public void M(Account other) { lock (other._gate) { other._n++; } }")]
    [InlineData("public void M() { var me = this; lock (_gate) { me._n++; } }")]
    [InlineData("public void M() { lock (s_gate) { s_total++; } }")]
    [InlineData("public void M() { lock (this) { _own++; } }")]
    [InlineData("public void M() { lock (Sync) { _synced++; } }")]
    [InlineData("public void M() { lock (Computed) { _computed++; } }")]
    [InlineData("public void M() { lock (_modern) { _m++; } }")]
    [InlineData("public async Task M() { await Task.Yield(); lock (this._modern) { if (_m > 0) _m++; } }")]
    [InlineData("public void M() { _free++; }")]
    [InlineData("[GuardedBy(\"_gate\")] public int Doubled { get => _n * 2; set => _n = value / 2; }")]
    [InlineData("public void M() { bool taken = false; try { Monitor.Enter(_gate, ref taken); _n++; } finally { if (taken) Monitor.Exit(_gate); } }")]
    public Task Use_WithTheLock_IsSilent(string members) => VerifyAsync(members);

    [Fact]
    public Task Lock_OfNoSuchName_IsTold() => EngineTest.VerifyAsync("""
        public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } }
        public class Account
        {
            private readonly object _gate = new();
            [{|ASYNCRACE004:GuardedBy("_gaet")|}] private int _n;
            [{|ASYNCRACE004:GuardedBy("")|}] private void Apply() { }
            [{|ASYNCRACE004:GuardedBy("Get")|}] private int _m;
            private object Get() => _gate;
            public int M() { Apply(); return _n++ + _m; }
            private class Inner { [{|ASYNCRACE004:GuardedBy("_gate")|}] internal int N; }
        }
        """);

    [Fact]
    public Task Lock_OfEachObject_ForAStatic_IsTold() => EngineTest.VerifyAsync("""
        public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } }
        public class Account
        {
            private readonly object _gate = new();
            [{|ASYNCRACE004:GuardedBy("_gate")|}] private static int s_n;
            [{|ASYNCRACE004:GuardedBy("this")|}] private static int s_m;
            public int M() { lock (_gate) { return s_n++ + s_m; } }
        }
        """);

    [Fact]
    public async Task Messages_SayWhichLock()
    {
        var findings = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync("""
            public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } }
            public class Account
            {
                private readonly object _gate = new();
                [GuardedBy("_gate")] private int _n;
                [GuardedBy("_gate")] private void Apply() => _n++;
                [GuardedBy("_gaet")] private int _m;
                [GuardedBy("_gate")] private static int s_n;
                public void M(Account other) { _n++; this.Apply(); other._n++; _m++; s_n++; }
            }
            """));
        Assert.Equal(
            [
                "'_m' is marked as guarded by '_gaet', but 'Account' has no field or property of that name",
                "'s_n' is static, but '_gate' is not: the lock of one object keeps out nobody who uses another",
                "'_n' is used without '_gate', which guards it",
                "'Apply' is called without '_gate', which its callers have to hold",
                "'other._n' is used without '_gate', which guards it",
            ],
            findings.OrderBy(static f => f.Location.SourceSpan.Start).Select(static f => f.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public Task DerivedClass_AndOverride_AreBoundToo() => EngineTest.VerifyAsync("""
        public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } }
        public abstract class Base
        {
            protected readonly object Gate = new();
            [GuardedBy(nameof(Gate))] protected int N;
            [GuardedBy(nameof(Gate))] protected abstract void Apply();
        }
        public class Derived : Base
        {
            protected override void Apply() => N++;
            public void M() { {|ASYNCRACE004:N|}++; {|ASYNCRACE004:Apply()|}; lock (Gate) { N++; Apply(); } }
        }
        """);

    [Fact]
    public Task GuardedMethod_HoldsItsLock_ForTheOtherRulesToo() => EngineTest.VerifyAsync("""
        namespace My { public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } } }
        public class Account
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private int _n;
            [My.GuardedBy("_sem")] public async Task AddAsync() { int n = _n; await Task.Yield(); _n = n + 1; }
            public async Task OtherAsync() { int n = _n; await Task.Yield(); {|ASYNCRACE001:_n = n + 1|}; }
        }
        """);

    [Fact]
    public Task PartialClass_IsOne() => EngineTest.VerifyAsync(
        """
        public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } }
        public partial class Account { private readonly object _gate = new(); [GuardedBy("_gate")] private int _n; }
        """,
        "public partial class Account { public void M() => {|ASYNCRACE004:_n|}++; }");
}
