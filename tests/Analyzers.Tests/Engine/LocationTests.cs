namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B1: which places several tasks can reach.</summary>
[Trait("Semantics", "Locations")]
public sealed class LocationTests
{
    [Theory]
    [InlineData("var t = n; await F(); {|ASYNCRACE001:n = t + 1|};")]
    [InlineData("var t = this.n; await F(); {|ASYNCRACE001:this.n = t + 1|};")]
    [InlineData("var t = P; await F(); {|ASYNCRACE001:P = t + 1|};")]
    [InlineData("var t = Wrapped; await F(); {|ASYNCRACE001:n = t + 1|};")]
    [InlineData("var t = n; await F(); {|ASYNCRACE001:Wrapped = t + 1|};")]
    [InlineData("var t = Long; await F(); {|ASYNCRACE001:Long = t + 1|};")]
    [InlineData("var t = Opaque; await F(); {|ASYNCRACE001:n = t + 1|};")]
    [InlineData("{|ASYNCRACE001:conf.Version += await F()|};")]
    [InlineData("{|ASYNCRACE001:fixedConf.Version += await F()|};")]
    [InlineData("{|ASYNCRACE001:conf.Count += await F()|};")]
    [InlineData("{|ASYNCRACE001:conf.Next!.Count += await F()|};")]
    [InlineData("var o = conf; {|ASYNCRACE001:o.Count += await F()|};")]
    [InlineData("var o = conf.Next!; {|ASYNCRACE001:o.Count += await F()|};")]
    [InlineData("{|ASYNCRACE001:friend!.n += await F()|};")]
    [InlineData("{|ASYNCRACE001:friend!.conf.Count += await F()|};")]
    [InlineData("{|ASYNCRACE001:point.F += await F()|};")]
    [InlineData("{|ASYNCRACE001:point.In.G += await F()|};")]
    [InlineData("{|ASYNCRACE001:tuple.A += await F()|};")]
    [InlineData("var p = point; p.F = 1; await F(); {|ASYNCRACE001:point = p|};")]
    [InlineData("{|ASYNCRACE001:pair = pair with { A = pair.A + await F() }|};")]
    [InlineData("{|ASYNCRACE001:box = new Box(box.Y, await F())|};")]
    [InlineData("{|ASYNCRACE001:total += await F()|};")]
    [InlineData("{|ASYNCRACE001:Service.total += await F()|};")]
    [InlineData("{|ASYNCRACE001:Elsewhere.Shared += await F()|};")]
    [InlineData("{|ASYNCRACE001:immutable = immutable.Add(await F())|};")]
    [InlineData("{|ASYNCRACE001:array[0] += await F()|};")]
    [InlineData("{|ASYNCRACE001:conf.Numbers[i] += await F()|};")]
    [InlineData("{|ASYNCRACE001:map[key] += await F()|};")]
    [InlineData("int at = list.IndexOf(3); await F(); {|ASYNCRACE001 info:list.RemoveAt(at)|};")]
    [InlineData("int at = list.Count; await F(); {|ASYNCRACE001 info:list.Insert(at, 1)|};")]
    [InlineData("{|ASYNCRACE001:list.Add(list.Count + await F())|};")]
    [InlineData("var t = Volatile.Read(ref n); await F(); {|ASYNCRACE001:Volatile.Write(ref n, t + 1)|};")]
    [InlineData("map.TryGetValue(key, out int v); await F(); {|ASYNCRACE001:map[key] = v + 1|};")]
    public Task SharedLocation_IsFollowed(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("perThread += await F();")]
    [InlineData("ambient.Value += await F();")]
    [InlineData("local.Value += await F();")]
    [InlineData("int t = 0; t += await F(); Show(t);")]
    [InlineData("i += await F();")]
    [InlineData("given.Count += await F();")]
    [InlineData("if (given.Count == 0) given.Count = await F();")]
    [InlineData("var o = new Config(); o.Count += await F(); if (o.Version == 0) o.Version = await F();")]
    [InlineData("var o = new Config { Count = n }; await F(); o.Count = n;")]
    [InlineData("var p = point; p.F += await F(); Show(p);")]
    [InlineData("var p = point; await F(); p.F = 1; Show(p);")]
    [InlineData("var p = pair with { A = await F() }; Show(p);")]
    [InlineData("var o = given ?? new Config(); o.Count += await F();")]
    [InlineData("var xs = new List<int>(); if (xs.Count == 0) { await F(); xs.Add(1); } Show(xs);")]
    [InlineData("var t = n; await F(); m = t;")]
    [InlineData("var t = conf.Count; await F(); conf.Version = t;")]
    [InlineData("var t = friend!.n; await F(); n = t;")]
    [InlineData("var t = array[0]; await F(); array[1] = t;")]
    [InlineData("var t = tuple.A; await F(); tuple.B = t;")]
    [InlineData("Interlocked.Add(ref n, await F());")]
    [InlineData("Interlocked.Increment(ref n); await F(); Interlocked.Decrement(ref n);")]
    [InlineData("var t = n; await F(); Interlocked.CompareExchange(ref n, t + 1, t);")]
    [InlineData("var v = await F(); ImmutableInterlocked.Update(ref immutable, static (l, x) => l.Add(x), v);")]
    [InlineData("Bump(ref n); await F(); Bump(ref n);")]
    [InlineData("Get(out n); await F(); Get(out n);")]
    [InlineData("Show(nameof(n)); var t = nameof(n).Length; await F(); n = t;")]
    [InlineData("concurrent[key] = await F(); concurrent.TryAdd(key, await F());")]
    [InlineData("if (!concurrent.ContainsKey(key)) concurrent.TryAdd(key, await F());")]
    [InlineData("const int One = 1; await F(); n = One;")]
    public Task OwnOrAtomicLocation_IsSilent(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Fact]
    public Task InheritedField_IsALocation() => EngineTest.VerifyAsync(
        """
        public abstract class Base { protected int count; protected int Size { get; set; } }
        public class Derived : Base
        {
            public async Task M() { {|ASYNCRACE001:count += await Task.Run(() => 1)|}; }
            public async Task N() { {|ASYNCRACE001:Size += await Task.Run(() => 1)|}; }
            public async Task O() { {|ASYNCRACE001:base.Size += await Task.Run(() => 1)|}; }
        }
        """);

    [Fact]
    public Task SameMemberOfAnotherInstance_IsAnotherLocation() => EngineTest.VerifyAsync(
        """
        public class Node
        {
            private int weight;
            private Node left, right;
            public async Task M() { int w = left.weight; await Task.Yield(); right.weight = w; }
            public async Task N() { int w = left.weight; await Task.Yield(); {|ASYNCRACE001:left.weight = w + 1|}; }
        }
        """);
}
