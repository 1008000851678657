using AsyncRace.Analyzers.Rules;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Tests.Rendering;

/// <summary>What comes of a misused static, lock or signal, as two tasks.</summary>
public sealed class MisuseStoryTests
{
    [Fact]
    public void Static_ThatKeepsALoop()
    {
        var sample = new Sample("private static readonly Ui? s_ui = ‹write:‹capture:Ui.Current››;");
        Assert.Equal(
            """
            Account.cs:1:36  warning ASYNCRACE101
            The message.

              1 │ private static readonly Ui? s_ui = Ui.Current;
                │                                    ^^^^^^^^^^ made here

              task A: the first use of the type    │ task B: a loop
              ─────────────────────────────────────┼───────────────────────────────────
              1 Ui.Current                         │
                keeps what is current on this      │
                thread: most often nothing, or the │
                wrong one                          │
                                                   │   uses s_ui, and gets that instead
                                                   │   of its own
              ─────────────────────────────────────┴───────────────────────────────────
              Wrong: the loop or thread of s_ui, for as long as the program runs.
            """,
            sample.Draw(sample.Finding("ASYNCRACE101", "s_ui", "s_ui", rival: null)));
    }

    [Fact]
    public void Release_WithoutTheLock()
    {
        var sample = new Sample(
            """
            try
            {
                await ‹acquire:_gate.WaitAsync(token)›;
            }
            finally
            {
                ‹write:_gate.Release()›;
            }
            """);
        Assert.Equal(
            """
            Account.cs:7:5  warning ASYNCRACE201
            The message.

              3 │     await _gate.WaitAsync(token);
                │           ────────────────────── acquired
              4 │ }
              5 │ finally
              6 │ {
              7 │     _gate.Release();
                │     ^^^^^^^^^^^^^^^ released

              task A: SaveAsync                 │ task B: SaveAsync
              ──────────────────────────────────┼────────────────────────────────────
              3 await _gate.WaitAsync(token);   │
                acquires _gate                  │
                                                │ 3 await _gate.WaitAsync(token);
                                                │   fails, or is cancelled: it has no
                                                │   _gate
                                                │ 7 _gate.Release();
                                                │   releases what task A holds
                is not alone any more: the next │
                one gets in                     │
              ──────────────────────────────────┴────────────────────────────────────
              Lost: the limit of _gate; from now on it lets in one more than it should.
            """,
            sample.Draw(With(sample.Finding("ASYNCRACE201", "_gate", "SaveAsync", rival: null), "Thrown")));
    }

    [Theory]
    [InlineData("Missed", "does not get _gate: its time is up")]
    [InlineData("ReleasedBefore", "releases _gate")]
    [InlineData("Completed", "was cancelled, and does not get")]
    public void Release_EachSituationHasItsOwnStory(string situation, string told)
    {
        var sample = new Sample("await ‹acquire:_gate.WaitAsync(9)›;\n‹write:_gate.Release()›;");
        Assert.Contains(told, sample.Draw(With(sample.Finding("ASYNCRACE201", "_gate", "SaveAsync", rival: null), situation)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lock_LeftHeld()
    {
        var sample = new Sample("await ‹write:_gate.WaitAsync()›;\n‹exit:await SaveAsync()›;\n‹release:_gate.Release()›;");
        string text = sample.Draw(With(sample.Finding("ASYNCRACE202", "_gate", "SaveAsync", rival: null), "WithoutFinally"));
        Assert.Contains("throws, and nobody releases it", text, StringComparison.Ordinal);
        Assert.Contains("Stuck: task B, and all who ask for _gate from now on.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Signal_ThatIsReset()
    {
        var sample = new Sample("await ‹wait:_ready.WaitAsync()›;\n‹write:_ready.Reset()›;");
        Assert.Equal(
            """
            Account.cs:2:1  warning ASYNCRACE301
            The message.

              1 │ await _ready.WaitAsync();
                │       ────────────────── waits
              2 │ _ready.Reset();
                │ ^^^^^^^^^^^^^^ reset

              task A: WorkAsync                 │ task B: who signals
              ──────────────────────────────────┼────────────────────
              1 await _ready.WaitAsync();       │
                waits for _ready, and is woken  │
                                                │   sets _ready again
              2 _ready.Reset();                 │
                resets it, and with it task B's │
                signal                          │
              ──────────────────────────────────┴────────────────────
              Lost: what task B has signalled: task A waits on.
            """,
            sample.Draw(sample.Finding("ASYNCRACE301", "_ready", "WorkAsync", rival: null)));
    }

    [Theory]
    [InlineData("await ‹write:_rw.EnterAsync()›;\n‹await:await SaveAsync()›;", "suspends, and goes on on thread 2")]
    [InlineData("‹acquire:t_name = 1›;\n‹await:await SaveAsync()›;\nUse(‹write:t_name›);", "runs on thread 1, and finds what")]
    [InlineData("lock (‹acquire:_gate›)\n    return ‹write:SaveAsync()›;", "starts the work, and releases it")]
    public void ThreadState_EachShapeHasItsOwnStory(string source, string told)
    {
        var sample = new Sample(source);
        Assert.Contains(told, sample.Draw(sample.Finding("ASYNCRACE206", "it", "SaveAsync", rival: null), width: 120), StringComparison.Ordinal);
    }

    private static Finding With(Finding finding, string situation) => finding with { Properties = finding.Properties.Add(FindingProperties.Situation, situation) };
}
