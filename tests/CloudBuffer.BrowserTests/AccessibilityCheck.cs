using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Checks the page that a device shows: axe in both color schemes, width, and the size of touch targets.</summary>
static class AccessibilityCheck
{
    public static async Task CheckPageAsync(this Device device, string path)
    {
        await device.Page.GotoAsync(path);
        await device.CheckAsync(path);
    }

    /// <param name="state">Names the page in its state if the check fails.</param>
    public static async Task CheckAsync(this Device device, string state)
    {
        // Without motion no color is measured during a transition.
        await device.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        Assert.Empty(await ViolationsAsync(device.Page, state));
        // The schemes differ in colors only, and axe is in the page now.
        await device.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        Assert.Empty(await ColorViolationsAsync(device.Page, state));
        Assert.True(await device.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{state} is wider than the screen");
        Assert.Empty(await SmallTouchTargetsAsync(device.Page));
    }

    static async Task<string[]> ViolationsAsync(IPage page, string state)
    {
#pragma warning disable CS0618 // The other method opens a page for each result, for frames, which are not used here.
        var result = await page.RunAxeLegacy(options: new AxeRunOptions { ResultTypes = [ResultType.Violations] });
#pragma warning restore CS0618
        return [.. result.Violations.Select(violation => $"{state}, light: {violation.Id} {string.Join(", ", violation.Nodes.Select(node => node.Html))}")];
    }

    static Task<string[]> ColorViolationsAsync(IPage page, string state) => page.EvaluateAsync<string[]>("""
        async state => {
            const result = await axe.run({ runOnly: { type: "tag", values: ["cat.color"] }, resultTypes: ["violations"] });
            return result.violations.map(violation => `${state}, dark: ${violation.id} ${violation.nodes.map(node => node.html).join(", ")}`);
        }
        """, state);

    /// <summary>Controls of less than 44 px on a touch screen.</summary>
    static Task<string[]> SmallTouchTargetsAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => !matchMedia("(pointer: coarse)").matches ? [] : [...document.querySelectorAll(
                ".button, nav a, input:not([type=hidden], [type=checkbox], .file-input), select, .choices label, textarea")]
            .filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 44)
            .map(element => element.outerHTML)
        """);
}
