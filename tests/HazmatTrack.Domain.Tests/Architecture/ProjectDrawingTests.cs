using System.Xml.Linq;
using HazmatTrack.Testing;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>Holds the drawing of ARCHITECTURE.md: which project may see which. A project that is not on it fails.</summary>
public sealed class ProjectDrawingTests
{
    private static readonly Dictionary<string, string[]> s_drawing = new()
    {
        ["HazmatTrack.Domain"] = [],
        ["HazmatTrack.Kafka"] = [],
        ["HazmatTrack.Http"] = ["HazmatTrack.Domain"],
        ["HazmatTrack.Simulation"] = ["HazmatTrack.Domain"],
        ["HazmatTrack.Contracts"] = ["HazmatTrack.Domain", "HazmatTrack.Kafka"],
        ["HazmatTrack.Storage"] = ["HazmatTrack.Domain"],
        ["HazmatTrack.Access"] = ["HazmatTrack.Domain", "HazmatTrack.Http", "HazmatTrack.Storage"],
        ["HazmatTrack.Tracker"] = ["HazmatTrack.Contracts", "HazmatTrack.Domain", "HazmatTrack.Kafka", "HazmatTrack.Storage"],
        ["HazmatTrack.Gateway"] = ["HazmatTrack.Contracts", "HazmatTrack.Domain", "HazmatTrack.Http", "HazmatTrack.Kafka", "HazmatTrack.Storage"],
        ["HazmatTrack.Web"] = ["HazmatTrack.Contracts", "HazmatTrack.Domain", "HazmatTrack.Http", "HazmatTrack.Storage"],
        ["HazmatTrack.Subscriptions"] =
        [
            "HazmatTrack.Access", "HazmatTrack.Contracts", "HazmatTrack.Domain", "HazmatTrack.Http", "HazmatTrack.Storage", "HazmatTrack.Web",
        ],
        ["HazmatTrack.Server"] =
        [
            "HazmatTrack.Access", "HazmatTrack.Contracts", "HazmatTrack.Domain", "HazmatTrack.Gateway", "HazmatTrack.Http", "HazmatTrack.Kafka",
            "HazmatTrack.Simulation", "HazmatTrack.Storage", "HazmatTrack.Subscriptions", "HazmatTrack.Tracker", "HazmatTrack.Web",
        ],
    };

    [Fact]
    public void Every_project_under_src_is_on_the_drawing_and_sees_only_what_it_shows()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(s_drawing.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());

        foreach (var project in projects)
        {
            var sees = XDocument.Load(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Equal(s_drawing[Path.GetFileNameWithoutExtension(project)], sees.Order());
        }
    }

    [Fact]
    public void The_domain_depends_on_no_package()
    {
        var domain = XDocument.Load(Path.Combine(Repository.Root, "src", "HazmatTrack.Domain", "HazmatTrack.Domain.csproj"));
        Assert.Empty(domain.Descendants("PackageReference"));
    }
}
