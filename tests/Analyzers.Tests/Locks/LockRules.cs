using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>Members of a class with locks of every kind. The rules that are asked are those of how a lock is held, not of whether each acquisition is released.</summary>
internal static class LockRules
{
    private static readonly string[] s_asked = ["ASYNCRACE203", "ASYNCRACE205", "ASYNCRACE206", "ASYNCRACE207"];

    internal static Task VerifyAsync(string members) =>
        EngineTest.VerifyAsync(new AnalyzerOptions([]), static id => s_asked.Contains(id), Frame.Replace("/* members */", members, StringComparison.Ordinal));

    internal static Task VerifyAsync(string id, string members) =>
        EngineTest.VerifyAsync(new AnalyzerOptions([]), found => found == id, Frame.Replace("/* members */", members, StringComparison.Ordinal));

    private const string Frame = """
        #nullable enable
        using DotNext.Threading;
        namespace AsyncRace.Threading
        {
            public readonly struct Attempt<T> : IDisposable where T : struct, IDisposable
            {
                public bool Acquired => false; public void Dispose() { }
                public static bool operator true(Attempt<T> a) => a.Acquired; public static bool operator false(Attempt<T> a) => !a.Acquired; public static bool operator !(Attempt<T> a) => !a.Acquired;
            }
            public sealed class AsyncLock
            {
                public struct Releaser : IDisposable { public void Dispose() { } }
                public bool IsHeld => false;
                public ValueTask<Releaser> LockAsync(CancellationToken c = default) => default; public Releaser Lock(CancellationToken c = default) => default;
                public bool TryLock(out Releaser r) { r = default; return false; } public Attempt<Releaser> TryLock(TimeSpan t) => default; public ValueTask<Attempt<Releaser>> TryLockAsync(TimeSpan t) => default;
                public ValueTask AcquireAsync(CancellationToken c = default) => default; public ValueTask<bool> TryAcquireAsync(TimeSpan t) => default; public void Release() { }
            }
            public sealed class AsyncSemaphore
            {
                public AsyncSemaphore(int initial, int max = 1) { }
                public ValueTask<AsyncLock.Releaser> EnterAsync(CancellationToken c = default) => default; public ValueTask<Attempt<AsyncLock.Releaser>> TryEnterAsync(TimeSpan t) => default;
                public ValueTask WaitAsync(CancellationToken c = default) => default; public void Release(int n = 1) { }
            }
            public sealed class AsyncReaderWriterLock
            {
                public ValueTask<AsyncLock.Releaser> ReaderLockAsync(CancellationToken c = default) => default; public ValueTask<AsyncLock.Releaser> WriterLockAsync(CancellationToken c = default) => default; public ValueTask<AsyncLock.Releaser> UpgradeableReaderLockAsync(CancellationToken c = default) => default;
            }
        }
        namespace Nito.AsyncEx
        {
            public readonly struct AwaitableDisposable<T> where T : IDisposable { public TaskAwaiter<T> GetAwaiter() => throw null!; public ConfiguredTaskAwaitable<T> ConfigureAwait(bool c) => throw null!; }
            public sealed class AsyncLock { public AwaitableDisposable<IDisposable> LockAsync(CancellationToken c = default) => default; public IDisposable Lock() => throw null!; }
        }
        namespace Microsoft.VisualStudio.Threading
        {
            public class AsyncSemaphore { public AsyncSemaphore(int n) { } public struct Releaser : IDisposable { public void Dispose() { } } public Task<Releaser> EnterAsync(CancellationToken c = default) => throw null!; public Task<Releaser> EnterAsync(TimeSpan t) => throw null!; }
            public class AsyncReaderWriterLock
            {
                public struct Releaser : IDisposable, IAsyncDisposable { public void Dispose() { } public ValueTask DisposeAsync() => default; }
                public struct Awaitable { public Awaiter GetAwaiter() => default; } public struct Awaiter : INotifyCompletion { public bool IsCompleted => false; public Releaser GetResult() => default; public void OnCompleted(Action a) { } }
                public Awaitable ReadLockAsync(CancellationToken c = default) => default; public Awaitable WriteLockAsync(CancellationToken c = default) => default;
            }
        }
        namespace DotNext.Threading
        {
            public class AsyncExclusiveLock { public ValueTask AcquireAsync(CancellationToken c = default) => default; public ValueTask<bool> TryAcquireAsync(TimeSpan t, CancellationToken c = default) => default; public void Release() { } }
            public struct Holder : IDisposable, IAsyncDisposable { public void Dispose() { } public ValueTask DisposeAsync() => default; public static implicit operator bool(in Holder h) => false; }
            public static class AsyncLockAcquisition { public static ValueTask<Holder> AcquireLockAsync(this AsyncExclusiveLock l, CancellationToken c = default) => default; public static ValueTask<Holder> TryAcquireLockAsync(this AsyncExclusiveLock l, TimeSpan t) => default; }
        }
        namespace AsyncKeyedLock
        {
            public sealed class AsyncKeyedLocker<TKey> { public ValueTask<IDisposable> LockAsync(TKey key, CancellationToken c = default) => default; public ValueTask<IDisposable?> LockOrNullAsync(TKey key, TimeSpan t) => default; }
        }
        namespace NeoSmart.AsyncLock
        {
            public class AsyncLock { public Task<IDisposable> LockAsync() => throw null!; public IDisposable Lock() => throw null!; }
        }

        public static class Scopes { public static IDisposable EnterReadLockScope(this ReaderWriterLockSlim rw) => throw null!; }

        public class Service
        {
            private readonly object gate = new(), other = new();
            private readonly System.Threading.Lock own = new();
            private readonly SemaphoreSlim sem = new(1, 1), second = new(1, 1), limiter = new(4), signal = new(0);
            private readonly Semaphore old = new(1, 1);
            private readonly Mutex mutex = new();
            private SpinLock spin;
            private readonly ReaderWriterLockSlim rw = new();
            private readonly AsyncRace.Threading.AsyncLock companion = new();
            private readonly AsyncRace.Threading.AsyncSemaphore companionSem = new(1), companionLimiter = new(3, 3);
            private readonly AsyncRace.Threading.AsyncReaderWriterLock companionRw = new();
            private readonly Nito.AsyncEx.AsyncLock nito = new();
            private readonly Microsoft.VisualStudio.Threading.AsyncSemaphore vs = new(1);
            private readonly Microsoft.VisualStudio.Threading.AsyncReaderWriterLock vsRw = new();
            private readonly DotNext.Threading.AsyncExclusiveLock dotNext = new();
            private readonly AsyncKeyedLock.AsyncKeyedLocker<string> keyed = new();
            private readonly NeoSmart.AsyncLock.AsyncLock neo = new();
            private readonly Dictionary<string, SemaphoreSlim> byKey = new();
            private int n;
            private Task? stored;
            private Service? friend;
            private async Task F() => await Task.Yield();
            private static void Show(object? value) { }

            /* members */
        }
        """;
}
