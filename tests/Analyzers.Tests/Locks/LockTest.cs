using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>Members of a class that has locks of every kind, and work that may fail.</summary>
internal static class LockTest
{
    internal static Task VerifyAsync(string members) => EngineTest.VerifyAsync(
        new AnalyzerOptions([]), static id => id is "ASYNCRACE201" or "ASYNCRACE202" or "ASYNCRACE204" or "ASYNCRACE209", Frame.Replace("/* members */", members, StringComparison.Ordinal));

    /// <summary>A statement of an asynchronous method.</summary>
    internal static Task VerifyStatementAsync(string statement) =>
        VerifyAsync($"public async Task M(bool c, int ms, string key, CancellationToken ct, SemaphoreSlim given) {{ {statement} }}");

    /// <summary>Several members use each lock correctly, so that it is known to be one.</summary>
    private const string Frame = """
        #nullable enable
        public sealed class AsyncGate { public Task<IDisposable> LockAsync(CancellationToken t = default) => throw null!; }
        public sealed class Lease : IDisposable { private readonly SemaphoreSlim s; public Lease(SemaphoreSlim s) => this.s = s; public void Dispose() => s.Release(); }
        public interface ILogger { void LogDebug(string s); }
        public class Service
        {
            private readonly SemaphoreSlim sem = new(1, 1);
            private readonly SemaphoreSlim other = new(1, 1);
            private readonly SemaphoreSlim signal = new(0);
            private readonly object gate = new();
            private readonly ReaderWriterLockSlim rw = new();
            private readonly Mutex mutex = new();
            private readonly AsyncGate scoped = new();
            private readonly ConcurrentDictionary<string, SemaphoreSlim> locks = new();
            private readonly List<SemaphoreSlim> all = new();
            private readonly ILogger log = null!;
            private bool useLock;
            private bool disposed;
            private int n;

            public async Task UseAsync(CancellationToken ct)
            {
                await sem.WaitAsync(ct);
                try { n++; await Work(); } finally { sem.Release(); }
                await other.WaitAsync(ct);
                try { n++; await Work(); } finally { other.Release(); }
            }

            private static Task Work() => Task.Run(() => { });
            private static Task<int> Get() => Task.Run(() => 1);
            private static void Step() => throw new InvalidOperationException();
            private static bool Ask() => Environment.TickCount > 0;

            /* members */
        }
        """;
}
