using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Sizing;

public sealed class CapacityTests
{
    [Fact]
    public async Task The_page_has_what_the_script_computes_from_its_figures()
    {
        var (code, output, errors) = await Overlay.RunAsync("node", null, Repository.File("bench/capacity.mjs"));
        Assert.Equal((0, ""), (code, errors));
        var page = await File.ReadAllTextAsync(Repository.File("docs/capacity.md"), TestContext.Current.CancellationToken);
        Assert.Equal(output.Trim(), page.Split("<!-- computed by bench/capacity.mjs -->")[1].Split("<!-- end -->")[0].Trim());
    }
}
