using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The rules as those see them who judge by them, and a program that has one more.</summary>
public sealed class RulesTests
{
    [Fact]
    public async Task The_list_of_rules_names_each_with_its_reasons_and_parameters_in_both_languages()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using (var program = TestProgram.Embedded(folder.FullName))
        {
            var silo = await program.StartAsync("--Rules:off-route:Versions:0:From=2026-12-01T00:00:00+08:00", "--Rules:off-route:Versions:0:ConfirmFixes=5");
            var rules = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/rules", TestContext.Current.CancellationToken);
            Assert.Equal(RuleList.Catalog.Definitions.Select(d => d.Id), rules.EnumerateArray().Select(r => r.GetProperty("id").GetString()));
            var route = rules.EnumerateArray().Single(r => r.GetProperty("id").GetString() == "off-route");
            Assert.Equal("偏离许可路线", route.GetProperty("name").GetProperty("zh-CN").GetString());
            Assert.Contains(route.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == "UncertaintyMetres"
                && p.GetProperty("unit").GetString() == "m");
            var version = Assert.Single(route.GetProperty("versions").EnumerateArray());
            Assert.Equal("2026-12-01T00:00:00+08:00", version.GetProperty("from").GetString());
            Assert.Equal(5, version.GetProperty("values").GetProperty("ConfirmFixes").GetDouble());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_rule_that_is_added_by_a_folder_and_a_line_is_judged_by_listed_and_shown()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using (var program = TestProgram.Embedded(folder.FullName))
        {
            var silo = await program.StartAsync(SampleRules.All, "--Rules:sample-speeding:ConfirmFixes=3");
            var rules = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/rules", TestContext.Current.CancellationToken);
            Assert.Contains(rules.EnumerateArray(), r => r.GetProperty("id").GetString() == "sample-speeding");

            var vehicle = new VehicleId("沪A12345", PlateColour.Yellow);
            var begin = Domain.Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(10));
            await program.SendAsync(Enumerable.Range(0, 8).Select(i => (vehicle, new PositionReport
            {
                Time = begin + TimeSpan.FromSeconds(30 * i),
                Position = new(31_200_000, 121_400_000 + (i * 6000)),
                SpeedDeciKmh = 700,
                Status = ReportStatus.Fixed,
            })));
            List<JsonElement> alerts = [];
            await Eventually.BecomesTrueAsync(
                async () =>
                {
                    var page = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/alerts?rule=sample-speeding", TestContext.Current.CancellationToken);
                    alerts = [.. page.GetProperty("items").EnumerateArray()];
                    return alerts.Count == 2;
                },
                "two alerts of the rule");
            Assert.All(alerts, a => Assert.StartsWith("超速", a.GetProperty("title").GetProperty("zh-CN").GetString(), StringComparison.Ordinal));
        }

        folder.Delete(recursive: true);
    }
}
