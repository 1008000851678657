namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B10: handlers and finally blocks see what was known wherever the body threw, and each way through a finally is its own.</summary>
[Trait("Semantics", "Try, catch, finally")]
public sealed class ExceptionFlowTests
{
    [Theory]
    [InlineData("var t = n; try { await F(); } catch { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("var t = n; try { await F(); } catch (IOException) when (c) { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("var t = n; try { await F(); } catch (IOException e) when (Filter(t)) { {|ASYNCRACE001:n = t|}; Show(e); }")]
    [InlineData("var t = n; try { Show(t); } catch { n = t; } await F();")]
    [InlineData("var t = n; try { await F(); } finally { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = n; try { await F(); } finally { n = t; }")]
    [InlineData("var t = n; try { await F(); } finally { if (c) m = 1; n = t; }")]
    [InlineData("var t = n; try { Show(t); } finally { n = t; } await F();")]
    [InlineData("var t = n; try { Show(t); } finally { await F(); } {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; try { Show(t); } catch (IOException) { await F(); } {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; try { Show(t); } catch (IOException) { await F(); return; } n = t;")]
    [InlineData("var t = n; try { await F(); return; } catch (IOException) { } {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; try { if (c) { await F(); return; } } finally { m = 1; } n = t;")]
    [InlineData("var t = n; try { if (c) { await F(); return; } } finally { m = 1; } Show(t); n = 2;")]
    [InlineData("var t = n; try { try { if (c) { await F(); return; } } finally { m = 1; } } finally { m = 2; } n = t;")]
    [InlineData("var t = n; try { try { if (c) { await F(); return; } } finally { m = 1; } } finally { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = n; try { try { await F(); } catch (IOException) { t = 0; } } finally { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("var t = n; try { try { await F(); } catch (IOException) { throw; } } catch { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("foreach (var e in items) { var t = n; try { if (e > 1) { await F(); continue; } } finally { m = 1; } n = t; }")]
    [InlineData("foreach (var e in items) { var t = n; try { if (e > 1) { await F(); break; } } finally { m = 1; } n = t; }")]
    [InlineData("var t = n; foreach (var e in items) { try { if (e > 1) { await F(); break; } } finally { m = 1; } } {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; foreach (var e in items) { try { if (e > 1) continue; await F(); } finally { m = 1; } {|ASYNCRACE001:n = t|}; t = n; }")]
    [InlineData("var t = n; using (new MemoryStream()) { if (c) { await F(); return; } } n = t;")]
    [InlineData("var t = n; lock (gate) { if (c) return; } n = t; await F();")]
    [InlineData("var t = n; try { await F(); } catch (OperationCanceledException) { return; } catch (Exception) { throw; } {|ASYNCRACE001:n = t|};")]
    [InlineData("busy = true; try { await F(); } finally { busy = false; }")]
    [InlineData("if (busy) return; try { busy = true; await F(); } finally { busy = false; }")]
    [InlineData("if (busy) return; busy = true; try { n += await F(); } catch { busy = false; {|ASYNCRACE001:n += await F()|}; } busy = false;")]
    [InlineData("if (n > 0) { try { await F(); } finally { {|ASYNCRACE002 info:n--|}; } }")]
    [InlineData("try { if (n == 0) return; await F(); } finally { m--; } {|ASYNCRACE002 info:n--|};")]
    [InlineData("try { if (n == 0) return; await F(); {|ASYNCRACE002 info:n--|}; } catch (IOException) { }")]
    [InlineData("var before = conf.Count; conf.Count = 1; try { await F(); } finally { conf.Count = before; }")]
    [InlineData("await sem.WaitAsync(); try { var t = n; try { await F(); } catch (IOException) { n = t; } } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); int t; try { t = n; } finally { sem.Release(); } await F(); {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; bool ok = false; try { await F(); ok = true; } finally { if (!ok) {|ASYNCRACE001:n = t|}; }")]
    public Task Handler_SeesWhatTheBodyKnew(string statement) =>
        EngineTest.VerifyMemberAsync("private static bool Filter(int x) => x > 0; public async Task M(bool c, int[] items) { " + statement + " }");

    [Theory]
    [InlineData("try { await F(); return n; } finally { n = 0; }")]
    [InlineData("try { return n + await F(); } finally { m = 1; }")]
    [InlineData("try { await F(); } catch (IOException) { return n; } n = 1; return 0;")]
    [InlineData("while (true) { try { if (c) return n; await F(); } finally { m = 1; } }")]
    public Task Return_ThroughAFinally_IsFollowed(string statement) =>
        EngineTest.VerifyMemberAsync("public async Task<int> M(bool c) { " + statement + " }");
}
