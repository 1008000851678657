namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>Who looks again after the last suspension is right; only where what was looked at decides about the write.</summary>
[Trait("Semantics", "What clears staleness")]
public sealed class RecheckTests
{
    [Theory]
    [InlineData("var t = n; await F(); while (m > 0 && n < 9) Show(1); {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; await F(); if (n < 9) Show(1); {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; await F(); if (n < 9) n = t;")]
    [InlineData("var at = list.IndexOf(1); await F(); if (at < list.Count) list[at] = 5;")]
    [InlineData("var old = map[\"a\"]; await F(); if (map.Count == old) {|ASYNCRACE001:map[\"a\"] = old + 1|};")]
    [InlineData("var old = map[\"a\"]; await F(); if (map[\"a\"] == old) map[\"a\"] = old + 1;")]
    [InlineData("var at = list.IndexOf(1); await F(); if (list[at] == 1) list[at] = 5;")]
    public Task Recheck_CountsWhereItControlsTheWrite(string statement) => EngineTest.VerifyStatementAsync(statement);

    // The resource is disposed of, and that suspends, before the handler runs.
    [Theory]
    [InlineData("var t = 0; try { await using (new Resource()) { t = n; Show(t); } } catch (Exception) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = 0; try { await using var r = new Resource(); t = n; Show(t); } catch (Exception) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = 0; try { using (new Resource()) { t = n; Show(t); } } catch (Exception) { n = t + 1; }")]
    [InlineData("var t = 0; try { await using (new Resource()) { t = n; throw new IOException(); } } catch (IOException) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = 0; try { using (new Resource()) { t = n; throw new IOException(); } } catch (IOException) { n = t + 1; }")]
    public Task AwaitUsing_LeftByAnException_Suspends(string statement) => EngineTest.VerifyStatementAsync(statement);
}
