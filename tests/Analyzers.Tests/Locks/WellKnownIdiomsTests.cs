using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>How people use System.Threading, ASP.NET Core and actor frameworks: none of the rules for statics, locks and signals has anything to say of it.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class WellKnownIdiomsTests
{
    [Theory]
    // a pool with rent and return
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); private readonly ConcurrentBag<object> free = new(); public async Task<object> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); return free.TryTake(out var item) ? item : new object(); } public void Return(object item) { free.Add(item); slots.Release(); }")]
    // a pool whose lease gives back
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async ValueTask<Lease> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct).ConfigureAwait(false); return new Lease(this); } public readonly struct Lease : IDisposable { private readonly Service owner; public Lease(Service owner) => this.owner = owner; public void Dispose() => owner.slots.Release(); }")]
    // a rented permit that is given back where filling it fails
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<object> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); try { return await MakeAsync(ct); } catch { slots.Release(); throw; } } public void Return() => slots.Release();")]
    // a bounded queue of two semaphores
    [InlineData("private readonly SemaphoreSlim room = new(8, 8), items = new(0); private readonly ConcurrentQueue<int> queue = new(); public async Task PutAsync(int i, CancellationToken ct) { await room.WaitAsync(ct); queue.Enqueue(i); items.Release(); } public async Task<int> TakeAsync(CancellationToken ct) { await items.WaitAsync(ct); queue.TryDequeue(out int i); room.Release(); return i; }")]
    // a channel with one reader
    [InlineData("private readonly System.Threading.Channels.Channel<int> channel = System.Threading.Channels.Channel.CreateBounded<int>(8); public ValueTask PutAsync(int i, CancellationToken ct) => channel.Writer.WriteAsync(i, ct); public async Task LoopAsync(CancellationToken ct) { while (await channel.Reader.WaitToReadAsync(ct)) while (channel.Reader.TryRead(out int i)) await WorkAsync(i); }")]
    // a throttle in a loop: the task gives the permit back
    [InlineData("public async Task RunAllAsync(IEnumerable<int> all) { var throttle = new SemaphoreSlim(4, 4); var tasks = new List<Task>(); foreach (int i in all) { await throttle.WaitAsync(); tasks.Add(Task.Run(async () => { try { await WorkAsync(i); } finally { throttle.Release(); } })); } await Task.WhenAll(tasks); }")]
    // a throttle that is drained in the end
    [InlineData("private readonly SemaphoreSlim busy = new(4, 4); public async Task DrainAsync() { for (int i = 0; i < 4; i++) await busy.WaitAsync(); }")]
    // a rate that a timer refills
    [InlineData("private readonly SemaphoreSlim rate = new(10, 10); private Timer? timer; public void Start() => timer = new Timer(_ => { int missing = 10 - rate.CurrentCount; if (missing > 0) rate.Release(missing); }, null, 1000, 1000); public async Task SendAsync(CancellationToken ct) { await rate.WaitAsync(ct); await WorkAsync(1); }")]
    // an async enumerator that holds its lock over each yield
    [InlineData("public async IAsyncEnumerable<int> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default) { await gate.WaitAsync(ct); try { for (int i = 0; i < 3; i++) { await WorkAsync(i); yield return i; } } finally { gate.Release(); } }")]
    // one run at a time, others leave
    [InlineData("public async Task OnTickAsync() { if (!await gate.WaitAsync(0)) return; try { await WorkAsync(1); } finally { gate.Release(); } }")]
    // a lock for each key
    [InlineData("private readonly ConcurrentDictionary<string, SemaphoreSlim> keyed = new(); public async Task UseAsync(string key, CancellationToken ct) { var own = keyed.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1)); await own.WaitAsync(ct); try { await WorkAsync(1); } finally { own.Release(); } }")]
    // a hosted service that waits to be woken
    [InlineData("private readonly SemaphoreSlim wake = new(0, 1); public void Wake() { try { wake.Release(); } catch (SemaphoreFullException) { } } public async Task ExecuteAsync(CancellationToken stopping) { while (!stopping.IsCancellationRequested) { await wake.WaitAsync(TimeSpan.FromMinutes(1), stopping); await WorkAsync(1); } }")]
    // an actor: one mailbox, one loop
    [InlineData("private readonly ConcurrentQueue<Func<Task>> mailbox = new(); private int running; public Task Tell(Func<Task> message) { mailbox.Enqueue(message); return Interlocked.CompareExchange(ref running, 1, 0) == 0 ? DrainAsync() : Task.CompletedTask; } private async Task DrainAsync() { do { while (mailbox.TryDequeue(out var next)) await next(); Volatile.Write(ref running, 0); } while (!mailbox.IsEmpty && Interlocked.CompareExchange(ref running, 1, 0) == 0); }")]
    // sync and async over one path
    [InlineData("public async ValueTask UseAsync(bool async, CancellationToken ct) { if (async) await gate.WaitAsync(ct).ConfigureAwait(false); else gate.Wait(ct); try { if (async) await WorkAsync(1); else n++; } finally { gate.Release(); } }")]
    // the fast path of a hot method
    [InlineData("public ValueTask UseAsync(CancellationToken ct) { var wait = gate.WaitAsync(ct); return wait.IsCompletedSuccessfully ? UseCore() : Slow(wait); } private async ValueTask Slow(Task wait) { await wait; await UseCore(); } private async ValueTask UseCore() { try { await WorkAsync(1); } finally { gate.Release(); } }")]
    // double-checked
    [InlineData("private object? made; public async Task<object> GetAsync(CancellationToken ct) { if (made is not null) return made; await gate.WaitAsync(ct); try { return made ??= await MakeAsync(ct); } finally { gate.Release(); } }")]
    // the lock is let go while a callback runs
    [InlineData("public async Task CallAsync(Func<Task> callback) { await gate.WaitAsync(); try { n++; gate.Release(); try { await callback(); } finally { await gate.WaitAsync(); } n--; } finally { gate.Release(); } }")]
    // statics without a loop
    [InlineData("private static readonly SemaphoreSlim s_gate = new(1, 1); private static readonly Lazy<Task<int>> s_lazy = new(() => Task.FromResult(1)); private static readonly Task s_done = Task.CompletedTask; public async Task UseAsync() { await s_gate.WaitAsync(); try { await s_lazy.Value; await s_done; } finally { s_gate.Release(); } }")]
    // a gate that opens once
    [InlineData("private readonly TaskCompletionSource ready = new(); public void Open() => ready.TrySetResult(); public async Task UseAsync() { await ready.Task; await WorkAsync(1); }")]
    // closing takes the lock and keeps it
    [InlineData("public async ValueTask DisposeAsync() { await gate.WaitAsync(); gate.Dispose(); }")]
    public Task Idiom_IsNoFinding(string members) => EngineTest.VerifyAsync(
        new AnalyzerOptions([]),
        static id => id.StartsWith("ASYNCRACE1", StringComparison.Ordinal) || id.StartsWith("ASYNCRACE2", StringComparison.Ordinal) || id.StartsWith("ASYNCRACE3", StringComparison.Ordinal),
        Frame.Replace("/* members */", members, StringComparison.Ordinal));

    private const string Frame = """
        #nullable enable
        public class Service
        {
            private readonly SemaphoreSlim gate = new(1, 1);
            private int n;
            private static Task WorkAsync(int i) => Task.Delay(i);
            private static async Task<object> MakeAsync(CancellationToken ct) { await Task.Delay(1, ct); return new object(); }

            /* members */
        }
        """;
}
