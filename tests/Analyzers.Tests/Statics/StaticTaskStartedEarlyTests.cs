namespace AsyncRace.Analyzers.Tests.Statics;

/// <summary>102: asynchronous work that the initialization of a type starts, or waits for.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class StaticTaskStartedEarlyTests
{
    private const string Helpers = """

        static async Task<int> LoadAsync() { await Task.Yield(); return 1; }
        static async ValueTask<int> LoadValueAsync() { await Task.Yield(); return 1; }
        static async Task<int> CompletedAsync() { await Task.CompletedTask; return 1; }
        static Task<int> Forward() => LoadAsync();
        static Task<bool> Make(bool value) => Task.FromResult(value);
        static Task MakeByHand() { var source = new TaskCompletionSource(); source.SetResult(); return source.Task; }
        """;

    [Theory]
    [InlineData("static readonly Task<int> s_x = {|ASYNCRACE102:LoadAsync()|};")]
    [InlineData("static Task<int> X { get; } = {|ASYNCRACE102:LoadAsync()|};")]
    [InlineData("static readonly ValueTask<int> s_x = {|ASYNCRACE102:LoadValueAsync()|};")]
    [InlineData("static readonly Task<int> s_x = {|ASYNCRACE102:LoadValueAsync().AsTask()|};")]
    [InlineData("static readonly Task<int> s_x = {|ASYNCRACE102:Forward()|};")]
    [InlineData("static readonly Task s_x = {|ASYNCRACE102:Task.Run(LoadAsync)|};")]
    [InlineData("static readonly Task s_x = {|ASYNCRACE102:Task.Factory.StartNew(() => { })|};")]
    [InlineData("static readonly Task s_x = {|ASYNCRACE102:Task.Delay(1000)|};")]
    [InlineData("static readonly Task s_x = {|ASYNCRACE102:Task.WhenAll(LoadAsync(), Task.CompletedTask)|};")]
    [InlineData("static readonly Task s_x = {|ASYNCRACE102:LoadAsync().ContinueWith(t => { })|};")]
    [InlineData("static readonly Task<byte[]> s_x = {|ASYNCRACE102:File.ReadAllBytesAsync(\"a\")|};")]
    [InlineData("static readonly Task<int> s_x; static C() { {|ASYNCRACE102:s_x = LoadAsync()|}; }")]
    [InlineData("static readonly Task s_x = {|ASYNCRACE102:((Func<Task>)(async () => await Task.Delay(1)))()|};")]
    [InlineData("class Nested<T> { static readonly Task<int> s_x = {|ASYNCRACE102:LoadAsync()|}; }")]
    public Task Initializer_StartsWork(string member) => VerifyAsync(member);

    [Theory]
    [InlineData("static readonly int s_x = {|ASYNCRACE102:LoadAsync().Result|};")]
    [InlineData("static readonly int s_x = {|ASYNCRACE102:LoadAsync().GetAwaiter().GetResult()|};")]
    [InlineData("static readonly int s_x = {|ASYNCRACE102:LoadAsync().ConfigureAwait(false).GetAwaiter().GetResult()|};")]
    [InlineData("static readonly int s_x = {|ASYNCRACE102:Task.Run(() => LoadAsync()).Result + 1|};")]
    [InlineData("static readonly string s_x; static C() { {|ASYNCRACE102:s_x = File.ReadAllTextAsync(\"a\").Result|}; }")]
    public Task Initializer_Blocks(string member) => VerifyAsync(member);

    [Theory]
    [InlineData("static readonly Task s_x = Task.CompletedTask;")]
    [InlineData("static readonly Task<bool> s_x = Task.FromResult(true);")]
    [InlineData("static readonly Task<bool> s_x = Make(true);")]
    [InlineData("static readonly Task s_x = MakeByHand();")]
    [InlineData("static readonly Task<int> s_x = CompletedAsync();")]
    [InlineData("static readonly Task<bool> s_x = Task.FromException<bool>(new Exception());")]
    [InlineData("static readonly Task s_x = Task.Delay(Timeout.Infinite);")]
    [InlineData("static readonly Task s_x = Task.Delay(Timeout.InfiniteTimeSpan);")]
    [InlineData("static readonly Task s_x = new TaskCompletionSource().Task;")]
    [InlineData("static readonly Task s_x = new Task(() => { });")]
    [InlineData("static readonly ValueTask<int> s_x = new(1);")]
    [InlineData("static readonly Lazy<Task<int>> s_x = new(LoadAsync);")]
    [InlineData("static readonly Lazy<Task<int>> s_x = new(() => LoadAsync());")]
    [InlineData("static readonly Func<Task<int>> s_x = LoadAsync;")]
    [InlineData("static readonly Func<int> s_x = () => LoadAsync().Result;")]
    [InlineData("static Task<int>? s_x; static Task<int> X => s_x ??= LoadAsync();")]
    [InlineData("readonly Task<int> _x = LoadAsync();")]
    [InlineData("static readonly int s_x = Task.FromResult(1).Result;")]
    [InlineData("static readonly CancellationTokenSource s_x = new();")]
    [InlineData("static readonly List<Task> s_x = new();")]
    [InlineData("static Task? s_x; static void Start() => s_x = LoadAsync();")]
    public Task Shape_IsSilent(string member) => VerifyAsync(member);

    private static Task VerifyAsync(string member) => RaceTest.VerifyAsync($"#nullable enable\npublic class C {{ {member} {Helpers} }}");
}
