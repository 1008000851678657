using AsyncRace.Analyzers.Rules;
using AsyncRace.Tool.Findings;
using AsyncRace.Tool.Rendering;

namespace AsyncRace.Tool.Tests.Rendering;

public sealed class FindingReportTests
{
    private const string Increment =
        """
        public sealed class Counter
        {
            private int _value;

            public async Task IncrementAsync()
            {
                int copy = ‹read:_value›;
                ‹suspension:await Task.Delay(10)›;
                ‹write:_value = copy + 1›;
            }
        }
        """;

    private const string Check =
        """
        public async Task BuyAsync(decimal price)
        {
            if (‹read:_credit›≥ price)
            {
                ‹suspension:await PayAsync(price)›;
                ‹write:_credit -= price›;
            }
        }

        public void Spend(decimal amount) => ‹rival:_credit -= amount›;
        """;

    private const string Initialization =
        """
        if (‹read:_client› is null)
            ‹write:_client = ‹suspension:await ConnectAsync()››;
        """;

    private const string Enumeration =
        """
        foreach (var member in ‹write:‹read:_members››)
            ‹suspension:await member(text)›;

        void Leave(Member member) => ‹rival:_members.Remove(member)›;
        """;

    private const string Group =
        """
        ‹suspension:await Task.WhenAll(‹write:‹read:_clients.Select(c => c.SendAsync())››)›;

        void Leave(string name) => ‹rival:_clients.Remove(name, out var client)›;
        """;

    [Fact]
    public void StaleWrite_AnotherCallOfTheSameMember()
    {
        var sample = new Sample(Increment);
        Assert.Equal(
            """
            Account.cs:9:9  warning ASYNCRACE001
            '_value' is written from a value read on line 7, before the await on line 8;
            another call of IncrementAsync can change it in between and that change is lost

              7 │ int copy = _value;
                │            ────── read
              8 │ await Task.Delay(10);
                │ ──────────────────── await: other tasks run here
              9 │ _value = copy + 1;
                │ ^^^^^^^^^^^^^^^^^ write

              task A: IncrementAsync             │ task B: IncrementAsync
              ───────────────────────────────────┼───────────────────────
              7 int copy = _value;               │
                reads _value                     │
              8 await Task.Delay(10);            │
                suspends, and task B runs        │
                                                 │ 9 _value = copy + 1;
                                                 │   writes _value
              9 _value = copy + 1;               │
                overwrites _value with a value   │
                made from the one read on line 7 │
              ───────────────────────────────────┴───────────────────────
              Lost: what task B wrote to _value on line 9.
            """,
            sample.Draw(sample.Finding(
                "ASYNCRACE001",
                "_value",
                "IncrementAsync",
                "IncrementAsync",
                "'_value' is written from a value read on line 7, before the await on line 8; another call of IncrementAsync can change it in between and that change is lost")));
    }

    [Fact]
    public void StaleCheck_AnotherMember()
    {
        var sample = new Sample(Check);
        Assert.Equal(
            """
            Account.cs:6:9  error ASYNCRACE002
            The message.

               3 │     if (_credit≥ price)
                 │         ─────── check
               4 │     {
               5 │         await PayAsync(price);
                 │         ───────────────────── await: other tasks run here
               6 │         _credit -= price;
                 │         ^^^^^^^^^^^^^^^^ write
               7 │     }
               8 │ }
               9 │
              10 │ public void Spend(decimal amount) => _credit -= amount;
                 │                                      ─────────────────
                 │                                      task B: Spend writes here

              task A: BuyAsync                      │ task B: Spend
              ──────────────────────────────────────┼─────────────────────
               3 if (_credit≥ price)                │
                 checks _credit                     │
               5 await PayAsync(price);             │
                 suspends, and task B runs          │
                                                    │ 10 _credit -= amount
                                                    │    changes _credit
               6 _credit -= price;                  │
                 writes _credit, trusting the check │
                 on line 3                          │
              ──────────────────────────────────────┴─────────────────────
              Stale: the check of _credit on line 3, made before task B changed it on line
              10.
            """,
            sample.Draw(sample.Finding("ASYNCRACE002", "_credit", "BuyAsync", "Spend", severity: Severity.Error)));
    }

    [Fact]
    public void StaleWrite_BatchThatIsEmptied()
    {
        var sample = new Sample(
            """
            ‹suspension:await SendAsync(‹read:_pending›)›;
            ‹write:_pending.Clear()›;

            void Add(int item) => ‹rival:_pending.Add(item)›;
            """);
        Assert.Contains(
            "Lost: what task B added to _pending on line 4: nobody has dealt with it.",
            sample.Draw(sample.Finding("ASYNCRACE001", "_pending", "FlushAsync", "Add", shape: RaceShape.Batch)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void StaleWrite_ValueThatIsSetBack()
    {
        var sample = new Sample(
            """
            var old = ‹read:_culture›;
            _culture = culture;
            ‹suspension:await PrintAsync()›;
            ‹write:_culture = old›;
            """);
        string drawn = sample.Draw(sample.Finding("ASYNCRACE001", "_culture", "PrintAsync", "PrintAsync", shape: RaceShape.Restored));
        Assert.Contains("sets _culture back to what it", drawn, StringComparison.Ordinal);
        Assert.Contains("Undone: what task B wrote to _culture", drawn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RaceShape.Receiver, "Missed: what task A sets, in the object that task B put there on line 3.")]
    [InlineData(RaceShape.Reloaded, "Lost: what task B wrote to _order.Total on line 3.")]
    public void StaleWrite_OfAnObjectThatIsReplaced(string shape, string outcome)
    {
        var sample = new Sample(
            """
            ‹write:‹read:_order›.Total = ‹suspension:await AskAsync()››;

            void Begin() => ‹rival:_order = new()›;
            """);
        Assert.Contains(outcome, sample.Draw(sample.Finding("ASYNCRACE001", "_order.Total", "PriceAsync", "Begin", shape: shape)), StringComparison.Ordinal);
    }

    [Fact]
    public void CollectionAcrossAwait_TheEnumerationThrows()
    {
        var sample = new Sample(Enumeration);
        Assert.Equal(
            """
            Account.cs:1:24  warning ASYNCRACE003
            The message.

              1 │ foreach (var member in _members)
                │                        ^^^^^^^^ in use from here
              2 │     await member(text);
                │     ────────────────── await: other tasks run here
              3 │
              4 │ void Leave(Member member) => _members.Remove(member);
                │                              ───────────────────────
                │                              task B: Leave changes here

              task A: SendAsync                  │ task B: Leave
              ───────────────────────────────────┼──────────────────────────
              1 foreach (var member in _members) │
                enumerates _members              │
              2 await member(text);              │
                suspends, and task B runs        │
                                                 │ 4 _members.Remove(member)
                                                 │   changes _members
              1 foreach (var member in _members) │
                asks for the next element, and   │
                throws InvalidOperationException │
              ───────────────────────────────────┴──────────────────────────
              Lost: the rest of the enumeration, because task B changed _members on line 4.
            """,
            sample.Draw(sample.Finding("ASYNCRACE003", "_members", "SendAsync", "Leave", shape: RaceShape.Enumeration)));
    }

    [Fact]
    public void CollectionAcrossAwait_AnElementIsClosed()
    {
        var sample = new Sample(Group);
        Assert.Equal(
            """
            Account.cs:1:20  warning ASYNCRACE003
            The message.

              1 │ await Task.WhenAll(_clients.Select(c => c.SendAsync()));
                │ ───────────────────────────────────────────────────────
                │ await: other tasks run here
                │                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in use from here
              2 │
              3 │ void Leave(string name) => _clients.Remove(name, out var client);
                │                            ─────────────────────────────────────
                │                            task B: Leave takes out and closes here

              task A: SendAsync                      │ task B: Leave
              ───────────────────────────────────────┼──────────────────────────────────────
              1 await Task.WhenAll(_clients.Select(… │
                takes elements from _clients         │
                suspends, and task B runs            │
                                                     │ 3 _clients.Remove(name, out var clie…
                                                     │   takes one out of _clients and
                                                     │   closes it
              1 await Task.WhenAll(_clients.Select(… │
                goes on with an element that is      │
                closed                               │
              ───────────────────────────────────────┴──────────────────────────────────────
              Fails: what task A does with the element that task B closed on line 3.
            """,
            sample.Draw(sample.Finding("ASYNCRACE003", "_clients", "SendAsync", "Leave", shape: RaceShape.Elements)));
    }

    [Fact]
    public void DuplicateInitialization_AwaitAndWriteOnOneLine()
    {
        var sample = new Sample(Initialization);
        Assert.Equal(
            """
            Account.cs:2:5  info ASYNCRACE007
            The message.

              1 │ if (_client is null)
                │     ─────── found unset
              2 │     _client = await ConnectAsync();
                │               ──────────────────── await: other tasks run here
                │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ initialization

              task A: GetAsync                  │ task B: GetAsync
              ──────────────────────────────────┼──────────────────────────────────
              1 if (_client is null)            │
                finds _client unset             │
              2 _client = await ConnectAsync(); │
                suspends, and task B runs       │
                                                │ 2 _client = await ConnectAsync();
                                                │   initializes _client
              2 _client = await ConnectAsync(); │
                initializes _client again       │
              ──────────────────────────────────┴──────────────────────────────────
              Lost: the value task B gave _client on line 2; if it holds resources, they
              leak.
            """,
            sample.Draw(sample.Finding("ASYNCRACE007", "_client", "GetAsync", "GetAsync", severity: Severity.Info)));
    }

    [Fact]
    public void DuplicateInitialization_AnotherMemberThatClears_IsNotSaidToInitialize()
    {
        var sample = new Sample(Initialization + "\n‹rival:_client = null›;");
        string text = sample.Draw(sample.Finding("ASYNCRACE007", "_client", "GetAsync", "Dispose"));
        Assert.Contains("task B: Dispose writes here", text, StringComparison.Ordinal);
        Assert.Contains("initializes _client all the same", text, StringComparison.Ordinal);
        Assert.Contains("Lost: what task B wrote to _client on line 3.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NarrowTerminal_OneColumn()
    {
        var sample = new Sample(Increment);
        Assert.Equal(
            """
            Account.cs:9:9  warning ASYNCRACE001
            The message.

              7 │ int copy = _value;
                │            ────── read
              8 │ await Task.Delay(10);
                │ ────────────────────
                │ await: other tasks run here
              9 │ _value = copy + 1;
                │ ^^^^^^^^^^^^^^^^^ write

              task A: IncrementAsync
              task B: IncrementAsync
              A 7 int copy = _value;
                  reads _value
              A 8 await Task.Delay(10);
                  suspends, and task B runs
              B 9 _value = copy + 1;
                  writes _value
              A 9 _value = copy + 1;
                  overwrites _value with a value made
                  from the one read on line 7
              Lost: what task B wrote to _value on
              line 9.
            """,
            sample.Draw(sample.Finding("ASYNCRACE001", "_value", "IncrementAsync", "IncrementAsync"), width: 42));
    }

    [Fact]
    public void TerminalWithoutUnicode_DrawnInAscii()
    {
        var sample = new Sample(Increment);
        string text = sample.Draw(sample.Finding("ASYNCRACE001", "_value", "IncrementAsync", "IncrementAsync"), glyphs: Glyphs.Ascii);
        Assert.All(text, static character => Assert.True(char.IsAscii(character)));
        Assert.Contains("  7 | int copy = _value;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(50)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void LongLines_StayWithinTheWidth(int width)
    {
        string longName = "ALongNameThatGoesOnAndOnAndOnUntilNoTerminalHasRoomForIt";
        var sample = new Sample($"if (‹read:{longName} is null›)\n    ‹write:{longName} = ‹suspension:await {longName}Async({longName}, {longName})››;");
        string text = sample.Draw(sample.Finding("ASYNCRACE007", "_x", longName, longName), width);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, $"{line.Length} > {width}: {line}"));
    }

    [Fact]
    public void RivalInAnotherFile_HasAFrameOfItsOwn()
    {
        var sample = new Sample(Increment, otherFile: "\n\n    public void Reset() => ‹rival:_value = 0›;");
        string text = sample.Draw(sample.Finding("ASYNCRACE001", "_value", "IncrementAsync", "Reset"));
        Assert.Contains(
            """
              9 │ _value = copy + 1;
                │ ^^^^^^^^^^^^^^^^^ write
                │
              ── Account.Other.cs
              3 │ public void Reset() => _value = 0;
                │                        ────────── task B: Reset writes here
            """,
            text,
            StringComparison.Ordinal);
        Assert.Contains("writes _value (in", text, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownRule_ToldInGeneralTerms()
    {
        var sample = new Sample(Increment);
        string text = sample.Draw(sample.Finding("ASYNCRACE999", "_value", "IncrementAsync", "IncrementAsync"));
        Assert.Contains("looks at _value", text, StringComparison.Ordinal);
        Assert.Contains("^^^^^^^^^^^^^^^^^ reported here", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Lost", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NoFactsAtAll_TheCodeFrameAlone()
    {
        var sample = new Sample("‹write:new SemaphoreSlim(1)›;");
        Assert.Equal(
            """
            Account.cs:1:1  info ASYNCRACE204
            The message.

              1 │ new SemaphoreSlim(1);
                │ ^^^^^^^^^^^^^^^^^^^^ reported here
            """,
            sample.Draw(sample.Finding("ASYNCRACE204", "_semaphore", "RunAsync", rival: null, severity: Severity.Info)));
    }

    [Fact]
    public void SourceThatCannotBeRead_TheTimelineWithoutCode()
    {
        var sample = new Sample(Increment);
        var finding = sample.Finding("ASYNCRACE001", "_value", "IncrementAsync", "IncrementAsync");
        string text = string.Join('\n', new FindingReport(new Page(80, Glyphs.Unicode, "/home/me/app"), new SourceLines([])).Draw(finding));
        Assert.Equal(
            """
            Account.cs:9:9  warning ASYNCRACE001
            The message.

              task A: IncrementAsync             │ task B: IncrementAsync
              ───────────────────────────────────┼───────────────────────
              7 reads _value                     │
              8 suspends, and task B runs        │
                                                 │ 9 writes _value
              9 overwrites _value with a value   │
                made from the one read on line 7 │
              ───────────────────────────────────┴───────────────────────
              Lost: what task B wrote to _value on line 9.
            """,
            text);
    }

    [Fact]
    public void TabsAndWideCharacters_UnderlinesStayInPlace()
    {
        var sample = new Sample("\t\tvar 残高 = ‹read:_残高›;\n\t\t‹suspension:await F()›;\n\t\t‹write:_残高 = 残高›;");
        Assert.Contains(
            """
              1 │ var 残高 = _残高;
                │            ───── read
            """,
            sample.Draw(sample.Finding("ASYNCRACE001", "_残高", "F", "F")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ControlCharactersInSource_DoNotReachTheTerminal()
    {
        var sample = new Sample("var a = ‹read:_a›; // \u001b[2J\n‹suspension:await F()›;\n‹write:_a = a›;");
        string text = sample.Draw(sample.Finding("ASYNCRACE001", "_a", "F", "F"));
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void LinesFarApart_AreElided()
    {
        var sample = new Sample("var a = ‹read:_a›;\n1;\n2;\n3;\n4;\n5;\n‹suspension:await F()›;\n‹write:_a = a›;");
        Assert.Contains(
            """
              2 │ 1;
              ⋮
              6 │ 5;
            """,
            sample.Draw(sample.Finding("ASYNCRACE001", "_a", "F", "F")),
            StringComparison.Ordinal);
    }
}
