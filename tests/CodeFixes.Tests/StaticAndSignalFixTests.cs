namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fixes of statics that are made too early (101, 102), and of events and conditions (301, 302, 303); each runs as Fix All, too.</summary>
public sealed class StaticAndSignalFixTests
{
    [Fact]
    public Task LoopLocal_FieldAndItsUses() => FixesAsync(
        "ASYNCRACE101",
        """
        public static class Cache
        {
            private static readonly AsyncLock s_lock = {|ASYNCRACE101:new(AsyncLoop.Current!)|}; // one for all
            private static AsyncLock Other { get; } = {|ASYNCRACE101:new AsyncLock(AsyncLoop.Current!)|};

            public static async Task RunAsync()
            {
                using (await s_lock.LockAsync())
                using (await Cache.Other.LockAsync())
                    await Task.Yield();
            }

            public static string Name => nameof(s_lock);
        }
        """,
        """
        public static class Cache
        {
            private static readonly LoopLocal<AsyncLock> s_lock = new(() => new(AsyncLoop.Current!)); // one for all
            private static LoopLocal<AsyncLock> Other { get; } = new(() => new AsyncLock(AsyncLoop.Current!));

            public static async Task RunAsync()
            {
                using (await s_lock.Value.LockAsync())
                using (await Cache.Other.Value.LockAsync())
                    await Task.Yield();
            }

            public static string Name => nameof(s_lock);
        }
        """);

    [Fact]
    public Task LoopLocal_StaticConstructor() => FixesAsync(
        "ASYNCRACE101",
        """
        public class Outer
        {
            private static class Buggy
            {
                static Buggy()
                {
                    {|ASYNCRACE101:Lock = new AsyncLock(AsyncLoop.Current!)|};
                }

                internal static AsyncLock Lock { get; }
            }

            public static object Get() => Buggy.Lock;
        }
        """,
        """
        public class Outer
        {
            private static class Buggy
            {
                static Buggy()
                {
                    Lock = new(() => new AsyncLock(AsyncLoop.Current!));
                }

                internal static LoopLocal<AsyncLock> Lock { get; }
            }

            public static object Get() => Buggy.Lock.Value;
        }
        """);

    [Theory]
    [InlineData("public static readonly AsyncLock Lock = {|ASYNCRACE101:new(AsyncLoop.Current!)|};")]
    [InlineData("private static readonly SynchronizationContext? s_context = {|ASYNCRACE101:SynchronizationContext.Current|};")]
    [InlineData("private static AsyncLock s_lock = {|ASYNCRACE101:new(AsyncLoop.Current!)|}; public static void Forget() => s_lock = new();")]
    public Task LoopLocal_IsNotOffered(string member) => FixesAsync("ASYNCRACE101", $"public static class Cache {{ {member} }}", $"public static class Cache {{ {member} }}");

    [Fact]
    public Task AsyncLazy_UsesKeepCompiling() => FixesAsync(
        "ASYNCRACE102",
        """
        public class Settings
        {
            private static readonly Task<string> s_text = {|ASYNCRACE102:LoadAsync()|};
            private static readonly Task<byte[]> s_bytes = {|ASYNCRACE102:File.ReadAllBytesAsync("a")|};
            private static ValueTask<int> Number { get; } = {|ASYNCRACE102:CountAsync(1)|};

            public static async Task<int> GetAsync() => (await s_text).Length + (await s_bytes.ConfigureAwait(false)).Length + await Number;
            public static Task<string> Forward() => s_text;
            private static async Task<string> LoadAsync() { await Task.Yield(); return ""; }
            private static async ValueTask<int> CountAsync(int by) { await Task.Yield(); return by; }
        }
        """,
        """
        public class Settings
        {
            private static readonly AsyncLazy<string> s_text = new(LoadAsync);
            private static readonly AsyncLazy<byte[]> s_bytes = new(() => File.ReadAllBytesAsync("a"));
            private static AsyncLazy<int> Number { get; } = new(() => CountAsync(1).AsTask());

            public static async Task<int> GetAsync() => (await s_text).Length + (await s_bytes.ConfigureAwait(false)).Length + await Number;
            public static Task<string> Forward() => s_text.GetValueAsync();
            private static async Task<string> LoadAsync() { await Task.Yield(); return ""; }
            private static async ValueTask<int> CountAsync(int by) { await Task.Yield(); return by; }
        }
        """);

    [Theory]
    [InlineData("private static readonly Task s_task = {|ASYNCRACE102:Task.Run(() => { })|};")]
    [InlineData("private static readonly int s_length = {|ASYNCRACE102:File.ReadAllBytesAsync(\"a\").Result.Length|};")]
    [InlineData("internal static readonly Task<byte[]> s_bytes = {|ASYNCRACE102:File.ReadAllBytesAsync(\"a\")|};")]
    public Task AsyncLazy_IsNotOffered(string member) => FixesAsync("ASYNCRACE102", $"public class Settings {{ {member} }}", $"public class Settings {{ {member} }}");

    [Fact]
    public Task AutoResetEvent_EveryResetGoes() => FixesAsync(
        "ASYNCRACE301",
        """
        public class Display
        {
            private readonly AsyncManualResetEvent _arrived = new AsyncManualResetEvent();
            private int _latest;

            public void Set(int value) { _latest = value; _arrived.Set(); }

            public async Task RunAsync()
            {
                while (true)
                {
                    await _arrived.WaitAsync();
                    Console.WriteLine(_latest);
                    {|ASYNCRACE301:_arrived.Reset()|};
                }
            }

            public async Task OnceAsync()
            {
                await _arrived.WaitAsync();
                {|ASYNCRACE301:_arrived.Reset()|};
            }
        }
        """,
        """
        public class Display
        {
            private readonly AsyncAutoResetEvent _arrived = new AsyncAutoResetEvent();
            private int _latest;

            public void Set(int value) { _latest = value; _arrived.Set(); }

            public async Task RunAsync()
            {
                while (true)
                {
                    await _arrived.WaitAsync();
                    Console.WriteLine(_latest);
                }
            }

            public async Task OnceAsync()
            {
                await _arrived.WaitAsync();
            }
        }
        """);

    [Theory]
    [InlineData("private readonly AsyncManualResetEvent _e = new(); public void Pause() => _e.Reset(); public async Task OneAsync() { await _e.WaitAsync(); {|ASYNCRACE301:_e.Reset()|}; }")]
    [InlineData("private readonly AsyncManualResetEvent _e; public Display(AsyncManualResetEvent e) => _e = e; public async Task OneAsync() { await _e.WaitAsync(); {|ASYNCRACE301:_e.Reset()|}; }")]
    [InlineData("public async Task OneAsync(AsyncManualResetEvent e) { await e.WaitAsync(); {|ASYNCRACE301:e.Reset()|}; }")]
    public Task AutoResetEvent_IsNotOffered(string member) => FixesAsync("ASYNCRACE301", $"public class Display {{ {member} }}", $"public class Display {{ {member} }}");

    [Fact]
    public Task Lock_AroundNotificationAndLoop() => FixesAsync(
        "ASYNCRACE302",
        """
        public class Job
        {
            private readonly AsyncCondition _changed = new();
            private bool _isReady;

            public async Task WaitAsync()
            {
                // Until it is done.
                while (!_isReady)
                {
                    await {|ASYNCRACE302:_changed.WaitAsync()|};
                }
            }

            public async Task CompleteAsync()
            {
                await Task.Delay(1);
                _isReady = true;
                {|ASYNCRACE302:_changed.NotifyAll()|}; // tell
            }
        }
        """,
        """
        public class Job
        {
            private readonly AsyncCondition _changed = new();
            private bool _isReady;

            public async Task WaitAsync()
            {
                // Until it is done.
                using (await _changed.LockAsync())
                    while (!_isReady)
                    {
                        await _changed.WaitAsync();
                    }
            }

            public async Task CompleteAsync()
            {
                await Task.Delay(1);
                _isReady = true;
                using (await _changed.LockAsync())
                    _changed.NotifyAll(); // tell
            }
        }
        """);

    [Theory]
    [InlineData("public void Complete() { {|ASYNCRACE302:_changed.NotifyAll()|}; } public async Task WaitAsync() { using (await _changed.LockAsync()) await _changed.WaitUntilAsync(() => true); }")]
    public Task Lock_IsNotOffered(string member) => FixesAsync(
        "ASYNCRACE302", $"public class Job {{ private readonly AsyncCondition _changed = new(); {member} }}", $"public class Job {{ private readonly AsyncCondition _changed = new(); {member} }}");

    [Fact]
    public Task While_InsteadOfIf() => FixesAsync(
        "ASYNCRACE303",
        """
        public class Store
        {
            private readonly AsyncCondition _changed = new();
            private readonly Queue<string> _items = new();

            public async Task<string> TakeAsync()
            {
                using (await _changed.LockAsync())
                {
                    if (_items.Count == 0)
                        await {|ASYNCRACE303:_changed.WaitAsync()|};
                    return _items.Dequeue();
                }
            }

            public async Task<string> PeekAsync()
            {
                using (await _changed.LockAsync())
                {
                    if (_items.Count == 0) { await {|ASYNCRACE303:_changed.WaitAsync()|}; }
                    return _items.Peek();
                }
            }
        }
        """,
        """
        public class Store
        {
            private readonly AsyncCondition _changed = new();
            private readonly Queue<string> _items = new();

            public async Task<string> TakeAsync()
            {
                using (await _changed.LockAsync())
                {
                    while (_items.Count == 0)
                        await _changed.WaitAsync();
                    return _items.Dequeue();
                }
            }

            public async Task<string> PeekAsync()
            {
                using (await _changed.LockAsync())
                {
                    while (_items.Count == 0) { await _changed.WaitAsync(); }
                    return _items.Peek();
                }
            }
        }
        """);

    [Fact]
    public Task While_WithoutAnIfIsNotOffered()
    {
        const string Source = """
            public class Store
            {
                private readonly AsyncCondition _changed = new();
                public async Task WaitAsync() { using (await _changed.LockAsync()) await {|ASYNCRACE303:_changed.WaitAsync()|}; }
            }
            """;
        return FixesAsync("ASYNCRACE303", Source, Source);
    }

    private static Task FixesAsync(string ruleId, string source, string fixedSource) => MisuseFixTest.FixesAsync(ruleId, source, fixedSource);
}
