namespace AsyncRace.Analyzers.Tests.Signals;

/// <summary>Puts members into a class that has events, conditions and state, and shapes like those of the libraries.</summary>
internal static class SignalTest
{
    internal static Task VerifyAsync(string members) => RaceTest.VerifyAsync(Worker.Replace("/* members */", members, StringComparison.Ordinal));

    private const string Worker = """
        #nullable enable
        public sealed class AsyncManualResetEvent
        {
            public ValueTask WaitAsync(CancellationToken token = default) => default;
            public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken token = default) => default;
            public void Set() { }
            public void Reset() { }
            public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default;
        }
        public sealed class AsyncAutoResetEvent { public Task WaitAsync() => Task.CompletedTask; public void Set() { } public void Reset() { } }
        public sealed class AsyncLock { public ValueTask<IDisposable> LockAsync(CancellationToken token = default) => default; }
        public sealed class AsyncCondition
        {
            public AsyncCondition() { }
            public AsyncCondition(AsyncLock @lock) { }
            public AsyncLock Lock => null!;
            public ValueTask<IDisposable> LockAsync(CancellationToken token = default) => default;
            public ValueTask WaitAsync(CancellationToken token = default) => default;
            public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken token = default) => default;
            public ValueTask WaitUntilAsync(Func<bool> predicate, CancellationToken token = default) => default;
            public void Notify(int count = 1) { }
            public void NotifyAll() { }
        }
        public sealed class AsyncConditionVariable
        {
            public AsyncConditionVariable(AsyncLock @lock) { }
            public Task WaitAsync() => Task.CompletedTask;
            public void Notify() { }
            public void NotifyAll() { }
        }
        public interface IProcessor { Task ProcessAllAsync(); }

        public class Worker
        {
            private readonly AsyncManualResetEvent _event = new();
            private readonly AsyncManualResetEvent _other = new();
            private readonly AsyncAutoResetEvent _auto = new();
            private readonly ManualResetEventSlim _slim = new();
            private readonly ManualResetEvent _handle = new(false);
            private readonly AsyncLock _lock = new();
            private readonly AsyncCondition _condition = new();
            private readonly AsyncConditionVariable _variable;
            private readonly object _gate = new();
            private readonly Queue<int> _queue = new();
            private readonly IProcessor _processor = null!;
            private List<int> _pending = new();
            private string _response = "";
            private int _count;
            private bool _ready, _running = true;

            public Worker() => _variable = new AsyncConditionVariable(_lock);

            private static Task WorkAsync(int item = 0) => Task.Delay(item);

            /* members */
        }
        """;
}
