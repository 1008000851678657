using AsyncRace.Tool.Rendering;

namespace AsyncRace.Tool.Tests.Rendering;

public sealed class StyledLineTests
{
    [Fact]
    public void Wrap_BreaksAtSpaces() => Assert.Equal(["one two", "three"], StyledLine.Wrap("one two three", 8));

    [Fact]
    public void Wrap_LongWord_HasItsOwnLine() => Assert.Equal(["a", "verylongword", "b"], StyledLine.Wrap("a verylongword b", 5));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("残高残高", 5, "残高…")]
    [InlineData("残高残高", 4, "残…")]
    public void Fit_CutsWithAnEllipsis(string text, int width, string expected) => Assert.Equal(expected, StyledLine.Fit(text, width, "…"));

    [Fact]
    public void Visible_LeavesOutTrailingSpaces() =>
        Assert.Equal([("a", Tone.Plain), ("b", Tone.Dim)], new StyledLine().Add("a").Add("b  ", Tone.Dim).Add("  ").Visible());
}
