using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Razor;

namespace CloudBuffer.Hosting;

/// <summary>Finds a view in the folder of its controller or view component: the last part of the namespace.</summary>
sealed class FeatureViewLocations : IViewLocationExpander
{
    const string Folder = "folder";

    public void PopulateValues(ViewLocationExpanderContext context)
    {
        if (context.ActionContext.ActionDescriptor is ControllerActionDescriptor action)
            context.Values[Folder] = action.ControllerTypeInfo.Namespace!.Split('.')[^1];
    }

    public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations) =>
        context.Values.TryGetValue(Folder, out var folder) ? [$"/{folder}/{{0}}.cshtml", .. viewLocations] : viewLocations;
}
