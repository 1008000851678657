using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AsyncRace.Threading.Tests;

/// <summary>Checked mode is switched for the whole process, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(CheckedMode), DisableParallelization = true)]
public sealed class CheckedModeCollection;

[Collection(nameof(CheckedMode))]
public sealed class CheckedModeTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly List<LockIncident> _incidents = [];

    public CheckedModeTests()
    {
        CheckedMode.IsEnabled = true;
        CheckedMode.IncidentHandler = incident =>
        {
            lock (_incidents)
                _incidents.Add(incident);
        };
    }

    public void Dispose()
    {
        CheckedMode.IsEnabled = false;
        CheckedMode.IncidentHandler = null;
        CheckedMode.CapturesCallSites = true;
    }

    [Fact]
    public async Task Lock_taken_again_by_its_own_flow_is_refused()
    {
        CheckedMode.IncidentHandler = null;
        var @lock = new AsyncLock();
        using (await @lock.LockAsync())
        {
            var refusal = await Assert.ThrowsAsync<LockRecursionException>(() => TakeAgainAsync(@lock));
            Assert.Equal(
                "AsyncLock [locked] (made in CheckedModeTests.Lock_taken_again_by_its_own_flow_is_refused (CheckedModeTests.cs:N)) is waited for "
                + "by the flow that holds it: taken in CheckedModeTests.Lock_taken_again_by_its_own_flow_is_refused (CheckedModeTests.cs:N), and "
                + "asked for again in CheckedModeTests.TakeAgainAsync (CheckedModeTests.cs:N). That wait can never end. The lock is not reentrant: "
                + "split the inner method into one that locks and one that expects the lock to be held.",
                WithoutLines(refusal.Message));
            Assert.Equal("AsyncLock [locked]", @lock.ToString());
        }

        Assert.Equal("AsyncLock [unlocked]", @lock.ToString());
        using (await @lock.LockAsync())
        {
        }
    }

    [Theory]
    [InlineData("lock", "lock")]
    [InlineData("lock", "blocking")]
    [InlineData("long form", "lock")]
    [InlineData("semaphore", "semaphore")]
    [InlineData("read", "read")]
    [InlineData("read", "write")]
    [InlineData("write", "read")]
    [InlineData("upgradeable", "write")]
    [InlineData("upgradeable", "upgradeable")]
    public async Task Entry_that_waits_for_its_own_flow_is_reported(string first, string second)
    {
        CheckedMode.IncidentHandler = incident =>
        {
            _incidents.Add(incident);
            throw new InvalidOperationException();
        };
        var subject = new Subject();
        IDisposable held = await subject.EnterAsync(first);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await subject.EnterAsync(second));
        Assert.Equal(LockIncidentKind.SelfDeadlock, Assert.Single(_incidents).Kind);
        held.Dispose();
        (await subject.EnterAsync(second)).Dispose();
        Assert.Single(_incidents);
    }

    [Fact]
    public async Task Handler_that_returns_lets_the_wait_go_on()
    {
        var @lock = new AsyncLock();
        AsyncLock.Releaser held = await @lock.LockAsync();
        Task<AsyncLock.Releaser> again = @lock.LockAsync().AsTask();
        Assert.Same(@lock, Assert.Single(_incidents).Primitive);
        Assert.False(again.IsCompleted);
        held.Dispose();
        (await again.WithinLimit()).Dispose();
    }

    [Fact]
    public async Task Lock_held_by_another_flow_is_no_incident()
    {
        var @lock = new AsyncLock();
        Task others;
        using (await @lock.LockAsync())
        {
            using (ExecutionContext.SuppressFlow())
                others = Task.Run(() => TakeAgainAsync(@lock));
            using var attempt = await @lock.TryLockAsync(Short);
            Assert.False(attempt.Acquired);
            Assert.False(@lock.TryLock(out _));
        }

        await others.WithinLimit();
        Assert.Empty(_incidents);
    }

    [Fact]
    public async Task Lock_that_was_given_back_may_be_taken_again()
    {
        var @lock = new AsyncLock();
        var condition = new AsyncCondition(@lock);
        for (int i = 0; i < 3; i++)
        {
            using (await @lock.LockAsync())
                await condition.TryWaitAsync(Short);
            await TakeAgainAsync(@lock);
            await @lock.AcquireAsync();
            @lock.Release();
        }

        var canceled = new CancellationTokenSource();
        AsyncLock.Releaser held = await @lock.LockAsync();
        Task given = Unrelated(() => @lock.LockAsync(canceled.Token).AsTask());
        await canceled.CancelAsync();
        await Guard.ThrowsCanceled(given, canceled.Token);
        held.Dispose();
        Assert.Empty(_incidents);
    }

    [Fact]
    public async Task Several_permits_of_one_semaphore_are_no_incident()
    {
        var semaphore = new AsyncSemaphore(2);
        using (await semaphore.EnterAsync())
        using (await semaphore.EnterAsync())
            Assert.Equal(0, semaphore.CurrentCount);
        Assert.Empty(_incidents);
    }

    [Fact]
    public async Task Upgrade_of_ones_own_reader_is_no_incident()
    {
        var @lock = new AsyncReaderWriterLock();
        using (var reading = await @lock.UpgradeableReaderLockAsync())
        using (await reading.UpgradeAsync())
            Assert.True(@lock.IsWriterHeld);
        Assert.Empty(_incidents);
    }

    [Fact]
    public async Task Locks_in_different_orders_are_reported_once_with_both_places()
    {
        AsyncLock first = new(), second = new();
        for (int i = 0; i < 2; i++)
        {
            await InOrderAsync(first, second);
            await InReverseAsync(first, second);
        }

        LockIncident incident = Assert.Single(_incidents);
        Assert.Equal(LockIncidentKind.LockOrderInversion, incident.Kind);
        Assert.Same(first, incident.Primitive);
        Assert.Contains("CheckedModeTests.InReverseAsync (", incident.Message, StringComparison.Ordinal);
        Assert.Contains("before, AsyncLock", incident.Message, StringComparison.Ordinal);
        Assert.Contains("CheckedModeTests.InOrderAsync (", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_of_three_orders_is_reported()
    {
        AsyncLock first = new(), third = new();
        var second = new AsyncReaderWriterLock();
        using (await first.LockAsync())
        using (await second.WriterLockAsync())
        {
        }

        using (await second.ReaderLockAsync())
        using (await third.LockAsync())
        {
        }

        Assert.Empty(_incidents);
        using (await third.LockAsync())
        using (await first.LockAsync())
        {
        }

        Assert.Equal(LockIncidentKind.LockOrderInversion, Assert.Single(_incidents).Kind);
    }

    [Fact]
    public async Task Same_order_and_orders_that_do_not_wait_are_no_incident()
    {
        AsyncLock first = new(), second = new();
        for (int i = 0; i < 3; i++)
            await InOrderAsync(first, second);
        using (await second.LockAsync())
        {
            Assert.True(first.TryLock(out var releaser));
            releaser.Dispose();
            using var attempt = await first.TryLockAsync(TimeSpan.FromSeconds(10));
            Assert.True(attempt.Acquired);
        }

        Assert.Empty(_incidents);
    }

    [Fact]
    public async Task Waiting_for_a_condition_with_another_lock_held_is_an_inversion()
    {
        var condition = new AsyncCondition();
        var other = new AsyncLock();
        using (await condition.LockAsync())
        using (await other.LockAsync())
            await condition.TryWaitAsync(Short);
        Assert.Equal(LockIncidentKind.LockOrderInversion, Assert.Single(_incidents).Kind);
    }

    [Fact]
    public void Releasers_nobody_disposes_are_reported_with_their_place()
    {
        var @lock = new AsyncLock();
        var semaphore = new AsyncSemaphore(3);
        var shared = new AsyncReaderWriterLock();
        Forget(@lock, semaphore, shared);
        CollectUntil(() =>
        {
            lock (_incidents)
                return _incidents.Count >= 3;
        });
        Assert.Equal(3, _incidents.Count);
        Assert.All(_incidents, incident => Assert.Equal(LockIncidentKind.AbandonedReleaser, incident.Kind));
        Assert.All(_incidents, incident => Assert.Contains("CheckedModeTests.Forget (CheckedModeTests.cs", incident.Message, StringComparison.Ordinal));
        Assert.Equal(
            new HashSet<object> { @lock, semaphore, shared },
            _incidents.Select(incident => incident.Primitive).ToHashSet(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void Releasers_that_were_disposed_or_whose_lock_is_gone_too_are_no_incident()
    {
        var @lock = new AsyncLock();
        TakeAndRelease(@lock);
        WeakReference gone = ForgetWithItsLock();
        CollectUntil(() => !gone.IsAlive);
        CollectUntil(() => true);
        Assert.Empty(_incidents);
        GC.KeepAlive(@lock);
    }

    [Fact]
    public void Exception_of_a_handler_called_by_the_finalizer_does_not_end_the_process()
    {
        int calls = 0;
        CheckedMode.IncidentHandler = _ =>
        {
            Interlocked.Increment(ref calls);
            throw new InvalidOperationException("thrown on purpose by a test");
        };
        var @lock = new AsyncLock();
        Forget(@lock);
        CollectUntil(() => Volatile.Read(ref calls) > 0);
        GC.KeepAlive(@lock);
    }

    [Fact]
    public void Releaser_disposed_twice_is_still_harmless()
    {
        var @lock = new AsyncLock();
        AsyncLock.Releaser releaser = @lock.Lock();
        releaser.Dispose();
        using (@lock.Lock())
        {
            releaser.Dispose();
            Assert.True(@lock.IsHeld);
        }

        Assert.False(@lock.IsHeld);
    }

    [Fact]
    public async Task Debugger_shows_who_holds_and_who_waits()
    {
        var @lock = new AsyncLock();
        AsyncLock.Releaser held = await @lock.LockAsync();
        Task<AsyncLock.Releaser> waiting = Unrelated(() => @lock.LockAsync().AsTask());
        object view = DebugViewOf(@lock);
        Assert.StartsWith("CheckedModeTests.Debugger_shows", (string)Get(view, "TakenIn")!, StringComparison.Ordinal);
        object waiter = Assert.Single((object[])Get(view, "Waiters")!);
        Assert.StartsWith("#1 asynchronous, in CheckedModeTests.Debugger_shows", waiter.ToString(), StringComparison.Ordinal);
        string text = (string)typeof(AsyncLock).GetProperty("DebuggerText", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(@lock)!;
        Assert.StartsWith("AsyncLock [locked, waiters:1] by CheckedModeTests.Debugger_shows", text, StringComparison.Ordinal);
        held.Dispose();
        (await waiting.WithinLimit()).Dispose();
        Assert.Null(Get(view, "TakenIn"));
    }

    [Fact]
    public async Task Without_call_sites_messages_say_less()
    {
        CheckedMode.CapturesCallSites = false;
        var @lock = new AsyncLock();
        using (await @lock.LockAsync())
            _ = Unobserved(@lock);
        Assert.StartsWith("AsyncLock [locked] is waited for by the flow that holds it: taken in an unknown place", Assert.Single(_incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_made_while_it_was_off_is_not_checked()
    {
        CheckedMode.IsEnabled = false;
        var @lock = new AsyncLock();
        CheckedMode.IsEnabled = true;
        using (await @lock.LockAsync())
            _ = Unobserved(@lock);
        Assert.Empty(_incidents);
    }

    private static async Task TakeAgainAsync(AsyncLock @lock)
    {
        using (await @lock.LockAsync())
        {
        }
    }

    private static async Task Unobserved(AsyncLock @lock)
    {
        using (await @lock.LockAsync())
        {
        }
    }

    private static async Task InOrderAsync(AsyncLock first, AsyncLock second)
    {
        using (await first.LockAsync())
        using (await second.LockAsync())
            await Task.Yield();
    }

    private static async Task InReverseAsync(AsyncLock first, AsyncLock second)
    {
        using (await second.LockAsync())
        using (await first.LockAsync())
            await Task.Yield();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(AsyncLock @lock, AsyncSemaphore? semaphore = null, AsyncReaderWriterLock? shared = null) => Unrelated(() =>
    {
        @lock.Lock();
        semaphore?.Enter();
        shared?.ReaderLock();
        return 0;
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeAndRelease(AsyncLock @lock)
    {
        using (@lock.Lock())
        {
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ForgetWithItsLock()
    {
        var @lock = new AsyncLock();
        Forget(@lock);
        return new WeakReference(@lock);
    }

    /// <summary>Outside of the caller's flow.</summary>
    private static T Unrelated<T>(Func<T> function)
    {
        T? result = default;
        using (ExecutionContext.SuppressFlow())
        {
            var thread = new Thread(() => result = function());
            thread.Start();
            thread.Join();
        }

        return result!;
    }

    private static void CollectUntil(Func<bool> condition) => Guard.Until(() =>
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return condition();
    });

    private static object DebugViewOf(object primitive) => Activator.CreateInstance(
        Type.GetType(primitive.GetType().GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName)!, primitive)!;

    private static object? Get(object view, string property) => view.GetType().GetProperty(property)!.GetValue(view);

    private static string WithoutLines(string message) => System.Text.RegularExpressions.Regex.Replace(message, @"\.cs:\d+", ".cs:N");

    private sealed class Subject
    {
        private readonly AsyncLock _lock = new();
        private readonly AsyncSemaphore _semaphore = new();
        private readonly AsyncReaderWriterLock _shared = new();

        /// <remarks>Not an asynchronous method: what one takes for its caller is not seen to be the caller's.</remarks>
        internal ValueTask<IDisposable> EnterAsync(string how) => how switch
        {
            "lock" => Boxed(_lock.LockAsync()),
            "blocking" => new ValueTask<IDisposable>(_lock.Lock()),
            "long form" => LongForm(_lock.AcquireAsync()),
            "semaphore" => Boxed(_semaphore.EnterAsync()),
            "read" => Boxed(_shared.ReaderLockAsync()),
            "write" => Boxed(_shared.WriterLockAsync()),
            _ => Boxed(_shared.UpgradeableReaderLockAsync()),
        };

        private static async ValueTask<IDisposable> Boxed<T>(ValueTask<T> entering)
            where T : struct, IDisposable => await entering;

        private async ValueTask<IDisposable> LongForm(ValueTask entering)
        {
            await entering;
            return new Release(_lock);
        }

        private sealed class Release(AsyncLock @lock) : IDisposable
        {
            public void Dispose() => @lock.Release();
        }
    }
}
