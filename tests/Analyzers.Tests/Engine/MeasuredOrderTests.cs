namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// B7: what C# reads before an await and what after it, measured. The analyzer's table says the same of the source; these fail where a
/// compiler or a runtime should ever evaluate otherwise.
/// </summary>
[Trait("Semantics", "Evaluation order")]
public sealed class MeasuredOrderTests
{
    private int _x = 1;
    private int? _maybe;
    private string _text = "a";
    private (int A, int B) _pair = (1, 1);
    private readonly int[] _array = [1, 1];
    private Holder _holder = new();

    private sealed class Holder
    {
        internal int Value;
    }

    private async Task<int> While(Action change)
    {
        await Task.Yield();
        change();
        return 10;
    }

    [Fact]
    public async Task CompoundAssignment_ReadsItsTargetFirst()
    {
        _x += await While(() => _x = 100);
        Assert.Equal(11, _x);
    }

    [Fact]
    public async Task LeftOperand_IsReadFirst()
    {
        _x = _x + await While(() => _x = 100);
        Assert.Equal(11, _x);
    }

    [Fact]
    public async Task RightOperand_IsReadAfterTheAwait()
    {
        _x = await While(() => _x = 100) + _x;
        Assert.Equal(110, _x);
    }

    [Fact]
    public async Task Argument_IsReadInItsTurn()
    {
        _x = Sum(_x, await While(() => _x = 100));
        Assert.Equal(11, _x);
        _x = 1;
        _x = Sum(await While(() => _x = 100), _x);
        Assert.Equal(110, _x);

        static int Sum(int a, int b) => a + b;
    }

    [Fact]
    public async Task TupleElement_IsReadInItsTurn()
    {
        (_x, _pair.B) = (_x + 1, await While(() => _x = 100));
        Assert.Equal(2, _x);
    }

    [Fact]
    public async Task StructMember_IsReadFirst()
    {
        _pair.A += await While(() => _pair.A = 100);
        Assert.Equal(11, _pair.A);
    }

    [Fact]
    public async Task Interpolation_ReadsFromLeftToRight()
    {
        _text = $"{_text}{await While(() => _text = "late")}";
        Assert.Equal("a10", _text);
    }

    [Fact]
    public async Task ArrayElement_IsReadFirst()
    {
        _array[0] += await While(() => _array[0] = 100);
        Assert.Equal(11, _array[0]);
    }

    [Fact]
    public async Task CoalescingAssignment_OverwritesWhatWasSetMeanwhile()
    {
        _maybe ??= await While(() => _maybe = 5);
        Assert.Equal(10, _maybe);
    }

    [Fact]
    public async Task Receiver_IsBoundBeforeTheAwait()
    {
        var old = _holder;
        _holder.Value = await While(() => _holder = new Holder());
        Assert.Equal(10, old.Value);
        Assert.Equal(0, _holder.Value);
    }

    [Fact]
    public async Task Delegate_ThatIsAwaited_IsCalledWithFreshArguments()
    {
        _x = (await Make(() => _x = 100))(_x);
        Assert.Equal(101, _x);

        async Task<Func<int, int>> Make(Action change)
        {
            await Task.Yield();
            change();
            return static value => value + 1;
        }
    }
}
