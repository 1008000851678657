namespace AsyncRace.Analyzers.Tests.Statics;

/// <summary>101: what is current when a type is initialized, and kept.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class LoopBoundStaticTests
{
    /// <summary>What desktop frameworks and the companion types look like.</summary>
    private const string Frameworks = """

        public class Dispatcher { public static Dispatcher CurrentDispatcher => throw null!; public Thread Thread => throw null!; public bool HasShutdownStarted => false; }
        public class DispatcherTimer { public DispatcherTimer() { } public DispatcherTimer(Dispatcher dispatcher) { } }
        public class DispatcherQueue { public static DispatcherQueue GetForCurrentThread() => throw null!; }
        public class JoinableTaskFactory { }
        public class JoinableTaskContext { public JoinableTaskContext() { } public JoinableTaskContext(Thread main, SynchronizationContext? context) { } public JoinableTaskFactory Factory => throw null!; }
        public class AsyncLoop { public static AsyncLoop? Current => null; }
        public class AsyncLock { public AsyncLock() { } public AsyncLock(AsyncLoop loop) { } }
        public class LoopLocal<T> { public LoopLocal(Func<T> factory) { } public T Value => throw null!; }
        public class LoopBoundAttribute : Attribute { }
        public class Host { public Host(object? part) { } public object? Part { get; set; } }
        """;

    // What a team names in its options.
    private const string Clocks = """
        #nullable enable
        namespace Company.UI
        {
            public class Clock { public static Clock Current => throw null!; public static Clock System => throw null!; public int Now => 1; }
            public class Ticker { public Ticker() { } public Ticker(Clock clock) { } }
            public static class Ui { public static int Thread() => 1; }
        }
        namespace Other { public class Clock { public static Clock Current => throw null!; } }
        public class C
        {
            /* member */
            public async Task M() => await Task.Delay(1);
        }
        """;

    [Theory]
    [InlineData("Company.UI.Clock.Current", "static readonly Company.UI.Clock s_x = {|ASYNCRACE101:Company.UI.Clock.Current|};")]
    [InlineData("Clock.Current", "static readonly Company.UI.Clock s_x = {|ASYNCRACE101:Company.UI.Clock.Current|};")]
    [InlineData("UI.Clock.Current, UI.Ticker", "static readonly Company.UI.Ticker s_x = {|ASYNCRACE101:new Company.UI.Ticker()|};")]
    [InlineData("Company.UI.Ticker", "static Company.UI.Ticker X { get; } = {|ASYNCRACE101:new(Company.UI.Clock.System)|};")]
    [InlineData("Ui.Thread", "static readonly int s_x = {|ASYNCRACE101:Company.UI.Ui.Thread()|};")]
    // not named
    [InlineData("Company.UI.Clock.Current", "static readonly Company.UI.Clock s_x = Company.UI.Clock.System;")]
    [InlineData("Company.UI.Clock.Current", "static readonly Other.Clock s_x = Other.Clock.Current;")]
    [InlineData("Company.UI.Ticker", "static readonly Company.UI.Clock s_x = Company.UI.Clock.Current;")]
    [InlineData("unset", "static readonly Company.UI.Clock s_x = Company.UI.Clock.Current;")]
    // not kept
    [InlineData("Company.UI.Clock.Current", "static readonly Lazy<Company.UI.Clock> s_x = new(() => Company.UI.Clock.Current);")]
    [InlineData("Company.UI.Clock.Current", "static Company.UI.Clock X => Company.UI.Clock.Current;")]
    public Task Option_NamesMembersOfATeams(string option, string member) => Engine.EngineTest.VerifyAsync(
        Configuration.ConfiguredOptions.ForAll("asyncrace_loop_bound_members = " + option), Clocks.Replace("/* member */", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("static readonly SynchronizationContext? s_x = {|ASYNCRACE101:SynchronizationContext.Current|};")]
    [InlineData("static SynchronizationContext X { get; } = {|ASYNCRACE101:SynchronizationContext.Current ?? new()|};")]
    [InlineData("static readonly TaskScheduler s_x = {|ASYNCRACE101:TaskScheduler.FromCurrentSynchronizationContext()|};")]
    [InlineData("static readonly TaskFactory s_x = {|ASYNCRACE101:new(TaskScheduler.FromCurrentSynchronizationContext())|};")]
    [InlineData("static readonly IProgress<int> s_x = {|ASYNCRACE101:new Progress<int>(Report)|}; static void Report(int value) { }")]
    [InlineData("static readonly Dispatcher s_x = {|ASYNCRACE101:Dispatcher.CurrentDispatcher|};")]
    [InlineData("static readonly Thread s_x = {|ASYNCRACE101:Dispatcher.CurrentDispatcher.Thread|};")]
    [InlineData("static readonly DispatcherTimer s_x = {|ASYNCRACE101:new()|};")]
    [InlineData("static readonly DispatcherQueue s_x = {|ASYNCRACE101:DispatcherQueue.GetForCurrentThread()|};")]
    [InlineData("static readonly JoinableTaskContext s_x = {|ASYNCRACE101:new JoinableTaskContext()|};")]
    [InlineData("static readonly JoinableTaskFactory s_x = {|ASYNCRACE101:new JoinableTaskContext().Factory|};")]
    [InlineData("static readonly System.ComponentModel.AsyncOperation s_x = {|ASYNCRACE101:System.ComponentModel.AsyncOperationManager.CreateOperation(null)|};")]
    [InlineData("static readonly Thread s_x = {|ASYNCRACE101:Thread.CurrentThread|};")]
    [InlineData("static readonly int s_x = {|ASYNCRACE101:Environment.CurrentManagedThreadId|};")]
    [InlineData("static readonly AsyncLock s_x = {|ASYNCRACE101:new AsyncLock(AsyncLoop.Current!)|};")]
    public Task Initializer_KeepsWhatIsCurrent(string member) => VerifyAsync(member);

    [Theory]
    [InlineData("static readonly object s_x; static C() { {|ASYNCRACE101:s_x = new AsyncLock(AsyncLoop.Current!)|}; }")]
    [InlineData("static object X { get; } static C() { var context = SynchronizationContext.Current; {|ASYNCRACE101:X = new Host(context)|}; }")]
    [InlineData("static readonly object s_x = {|ASYNCRACE101:new Host(null) { Part = SynchronizationContext.Current }|};")]
    [InlineData("static readonly object?[] s_x = {|ASYNCRACE101:{ SynchronizationContext.Current }|};")]
    [InlineData("static readonly (int, object?) s_x = {|ASYNCRACE101:(1, SynchronizationContext.Current)|};")]
    [InlineData("static readonly object? s_x = {|ASYNCRACE101:((Func<object?>)(() => SynchronizationContext.Current))()|};")]
    [InlineData("static readonly DispatcherTimer[] s_x = {|ASYNCRACE101:Enumerable.Range(0, 3).Select(_ => new DispatcherTimer()).ToArray()|};")]
    [InlineData("static readonly object s_x = {|ASYNCRACE101:Build()|}; static object Build() => new Host(SynchronizationContext.Current);")]
    [InlineData("static readonly object s_x = {|ASYNCRACE101:Build()|}; static object Build() { var all = new List<object?>(); all.Add(Part()); return all; } static object? Part() => SynchronizationContext.Current;")]
    [InlineData("static readonly object? s_x = {|ASYNCRACE101:Build(() => SynchronizationContext.Current)|}; static object? Build(Func<object?> part) => new Host(part());")]
    [InlineData("static readonly object? s_x = {|ASYNCRACE101:Ambient|}; static object? Ambient => SynchronizationContext.Current;")]
    [InlineData("static readonly Owner s_x = {|ASYNCRACE101:new Owner()|}; class Owner { readonly object? _context; public Owner() => _context = SynchronizationContext.Current; }")]
    [InlineData("static readonly Owner s_x = {|ASYNCRACE101:new()|}; class Owner { readonly object? _context = SynchronizationContext.Current; }")]
    [InlineData("class Nested<T> { static readonly object? s_x = {|ASYNCRACE101:SynchronizationContext.Current|}; }")]
    [InlineData("static readonly object s_x = {|ASYNCRACE101:Mine()|}; [LoopBound] static object Mine() => new();")]
    [InlineData("static readonly object s_x = {|ASYNCRACE101:Mine|}; [LoopBound] static object Mine => new();")]
    [InlineData("static readonly Bound s_x = {|ASYNCRACE101:new()|}; [LoopBound] class Bound { }")]
    public Task Value_ReachesTheStatic(string member) => VerifyAsync(member);

    [Theory]
    [InlineData("static readonly SemaphoreSlim s_x = new(1, 1);")]
    [InlineData("static readonly AsyncLock s_x = new();")]
    [InlineData("static readonly object s_x = new();")]
    [InlineData("static readonly Lazy<SynchronizationContext?> s_x = new(() => SynchronizationContext.Current);")]
    [InlineData("static readonly LoopLocal<AsyncLock> s_x = new(() => new AsyncLock(AsyncLoop.Current!));")]
    [InlineData("static readonly ThreadLocal<object?> s_x = new(() => SynchronizationContext.Current);")]
    [InlineData("static readonly Func<object?> s_x = () => SynchronizationContext.Current;")]
    [InlineData("static readonly Action s_x = Post; static void Post() => SynchronizationContext.Current?.Post(_ => { }, null);")]
    [InlineData("static object? X => SynchronizationContext.Current;")]
    [InlineData("readonly object? _x = SynchronizationContext.Current;")]
    [InlineData("static object? s_x; void Start() => s_x = SynchronizationContext.Current;")]
    [InlineData("static object? s_x; static object? X => s_x ??= SynchronizationContext.Current;")]
    [InlineData("[ThreadStatic] static SynchronizationContext? s_x = SynchronizationContext.Current;")]
    [InlineData("static readonly bool s_x = SynchronizationContext.Current is null;")]
    [InlineData("static readonly string s_x = $\"{SynchronizationContext.Current}\";")]
    [InlineData("static readonly System.Globalization.CultureInfo s_x = Thread.CurrentThread.CurrentCulture;")]
    [InlineData("static readonly string? s_x = Thread.CurrentThread.Name;")]
    [InlineData("static readonly DispatcherTimer s_x = new(Main); static Dispatcher Main => throw null!;")]
    [InlineData("static readonly JoinableTaskContext s_x = new(Main, null); static Thread Main => throw null!;")]
    [InlineData("static readonly SynchronizationContext s_x = new();")]
    [InlineData("static readonly TaskScheduler s_x = TaskScheduler.Default;")]
    [InlineData("static readonly IProgress<int> s_x = new Mine(); class Mine : IProgress<int> { public void Report(int value) { } }")]
    [InlineData("static readonly object s_x = Build(); static object Build() { var was = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(null); var made = new object(); SynchronizationContext.SetSynchronizationContext(was); return made; }")]
    [InlineData("static readonly object s_x = Build(); static object Build() => new Func<object?>(() => SynchronizationContext.Current);")]
    [InlineData("static readonly object s_x = Build(() => SynchronizationContext.Current); static object Build(Func<object?> later) => new Host(later);")]
    [InlineData("static readonly Owner s_x = new(); class Owner { object? _context; public void Start() => _context = SynchronizationContext.Current; }")]
    [InlineData("static readonly Owner s_x = new(); class Owner { readonly int _thread = Environment.CurrentManagedThreadId; }")]
    [InlineData("static C() { SynchronizationContext.SetSynchronizationContext(SynchronizationContext.Current); }")]
    public Task Shape_IsSilent(string member) => VerifyAsync(member);

    [Fact]
    public Task Builder_InAnotherType() => VerifyAsync(
        "static readonly Dictionary<Type, object> s_x = {|ASYNCRACE101:Services.Build()|};",
        """
        public static class Services
        {
            public static Dictionary<Type, object> Build()
            {
                var map = new Dictionary<Type, object>();
                map.Add(typeof(SynchronizationContext), SynchronizationContext.Current ?? throw new InvalidOperationException());
                return map;
            }
        }
        """);

    private static Task VerifyAsync(string member, string more = "") =>
        RaceTest.VerifyAsync($"#nullable enable\npublic class C {{ {member} }}\n{more}\n{Frameworks}");
}
