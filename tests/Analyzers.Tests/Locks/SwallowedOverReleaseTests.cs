namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>209.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class SwallowedOverReleaseTests
{
    [Theory]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch {|ASYNCRACE209 info:(SemaphoreFullException)|} { } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch {|ASYNCRACE209 info:(System.Threading.SemaphoreFullException)|} { n = 0; } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch {|ASYNCRACE209 info:(Exception e)|} when (e is SemaphoreFullException) { } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { n--; sem.Release(); } catch (ObjectDisposedException) { } catch {|ASYNCRACE209 info:(SemaphoreFullException e)|} { log.LogDebug(\"full\"); } }")]
    [InlineData("await given.WaitAsync(ct); try { await Work(); } finally { try { given.Release(); } catch {|ASYNCRACE209 info:(SemaphoreFullException)|} { } }")]
    public Task Handler_HidesIt(string statement) => LockTest.VerifyStatementAsync(statement);

    [Fact]
    public Task Handler_OfAHelper() =>
        LockTest.VerifyAsync("private void Free() { try { sem.Release(); } catch {|ASYNCRACE209 info:(SemaphoreFullException)|} { } } public async Task RunAsync() { await sem.WaitAsync(); try { await Work(); } finally { Free(); } }");

    [Theory]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { sem.Release(); }")]
    // it is told
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch (SemaphoreFullException) { throw; } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch (SemaphoreFullException e) { log.LogDebug(e.ToString()); } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch (SemaphoreFullException) { throw new InvalidOperationException(); } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch (SemaphoreFullException e) { Environment.FailFast(null, e); } }")]
    // another exception
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch (ObjectDisposedException) { } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch (Exception e) when (e is ObjectDisposedException) { } }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { try { sem.Release(); } catch { } }")]
    // another try
    [InlineData("try { Step(); } catch (SemaphoreFullException) { } await sem.WaitAsync(ct); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } catch (SemaphoreFullException) { n = 0; } finally { sem.Release(); }")]
    // a signal: once is enough
    [InlineData("try { signal.Release(); } catch (SemaphoreFullException) { } await signal.WaitAsync(ct);")]
    [InlineData("_ = Task.Run(() => signal.WaitAsync()); try { signal.Release(); } catch (SemaphoreFullException) { }")]
    public Task Handler_HidesNothing(string statement) => LockTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("private readonly SemaphoreSlim wake = new(0, 1); public async Task LoopAsync(CancellationToken ct) { while (true) { await wake.WaitAsync(ct); n++; } } public void Wake() { try { wake.Release(); } catch (SemaphoreFullException) { } }")]
    [InlineData("private readonly SemaphoreSlim wake = new(1, 1); public async Task LoopAsync(CancellationToken ct) { while (true) { await wake.WaitAsync(ct); n++; } } public void Wake() { try { wake.Release(); } catch (SemaphoreFullException) { } }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); n++; } public void Return() { try { slots.Release(); } catch (SemaphoreFullException) { } }")]
    [InlineData("public static void Free(SemaphoreSlim s) { try { s.Release(); } catch (SemaphoreFullException) { } }")]
    public Task Handler_OfWhatIsNoLock(string members) => LockTest.VerifyAsync(members);
}
